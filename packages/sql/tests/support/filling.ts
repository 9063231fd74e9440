/** Owns one run's fill in tests: cut off and gone on with, as often as a test wants, each time as a new process would. */
import {
  AuthoringError,
  type Chunk,
  type ChunkWatch,
  type RowProgress,
  type SchemaState,
  type Step,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
import type { Workbench } from '@objectstack/metadata-authoring-testkit';

export class Filling {
  readonly #bench: Workbench;
  readonly chunk: Chunk;
  /** What was told of every batch. */
  readonly told: RowProgress[] = [];
  readonly #schema: SchemaState;
  #fence = 100;

  constructor(bench: Workbench, fill: Step) {
    this.#bench = bench;
    this.#schema = bench.schema;
    const [chunk] = bench.database.chunks('expand', [fill], 0);
    if (!chunk?.batched) throw new Error('no batched chunk');
    this.chunk = chunk;
  }

  /** As a new process would go on with it. @returns rows looked at */
  async attempt(goesOn: (batches: number, database: TargetDatabase) => Promise<void>): Promise<number> {
    this.#fence += 1;
    const database = await this.#bench.another();
    await database.enter(this.#bench.subject.environment.id, 'run-fill', this.#fence, 'plan');
    let batches = 0;
    let rows = 0;
    // An engine that knows where it is counts on from there.
    const before = this.told.at(-1)?.done ?? 0;
    const first = this.told.length;
    const watch: ChunkWatch = {
      onRows: (progress) => {
        this.told.push(progress);
        rows = progress.done - ((this.told[first]?.done ?? 0) > before ? before : 0);
      },
      goesOn: async () => {
        await goesOn(batches, database);
        batches += 1;
      },
    };
    try {
      await database.execute(this.chunk, this.#schema, this.#fence, watch);
    } catch (error) {
      if (error instanceof AuthoringError) throw Object.assign(error, { rows });
      throw error;
    } finally {
      await database.leave().catch(() => undefined);
    }
    return rows;
  }
}
