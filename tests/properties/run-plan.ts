/** Owns running a plan on a real database with rows in it, with somebody who writes meanwhile, and reading what became of them. */
import {
  applySteps,
  type Chunk,
  reverseOf,
  type SchemaState,
  type Step,
} from '@objectstack/metadata-authoring';
import type { TableRow, Workbench } from '@objectstack/metadata-authoring-testkit';

export class PlanRun {
  readonly #bench: Workbench;
  #schema: SchemaState;
  #fence = 1_000;

  constructor(bench: Workbench, schema: SchemaState) {
    this.#bench = bench;
    this.#schema = schema;
  }

  get schema(): SchemaState {
    return this.#schema;
  }

  /** @param meanwhile is called before each batch of rows */
  async run(
    phase: Step['phase'],
    steps: readonly Step[],
    meanwhile: (chunk: Chunk) => Promise<void> = async () => {},
  ) {
    const { database, subject } = this.#bench;
    this.#fence += 1;
    await database.enter(subject.environment.id, `plan-${this.#fence}`, this.#fence, 'plan');
    try {
      for (const chunk of database.chunks(phase, steps, 0)) {
        await database.execute(chunk, this.#schema, this.#fence, {
          onRows: () => {},
          goesOn: () => meanwhile(chunk),
        });
        this.#schema = applySteps(this.#schema, chunk.steps);
      }
    } finally {
      await database.leave();
    }
  }

  /** Table → rows, of all columns that are not held. */
  async values(): Promise<ReadonlyMap<string, readonly TableRow[]>> {
    const values = new Map<string, readonly TableRow[]>();
    for (const [name, { columns }] of this.#schema) {
      const names = columns.map((column) => column.name).filter((column) => !column.startsWith('_'));
      values.set(name, await this.#bench.subject.select(name, names));
    }
    return values;
  }
}

/** The steps that take these back, newest first; null: one of them cannot be. */
export function reversalOf(steps: readonly Step[]): readonly Step[] | null {
  const back: Step[] = [];
  for (const step of [...steps].reverse()) {
    const reverse = step.kind === 'backfill' ? null : reverseOf(step);
    if (reverse === null) continue;
    if ('irreversible' in reverse) return null;
    back.push({ ...reverse, phase: 'switch' });
  }
  return back;
}
