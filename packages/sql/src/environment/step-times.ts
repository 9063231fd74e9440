/**
 * Owns what the steps of one chunk cost: how long each took, and for how long at most somebody who writes to its table
 * waited. Inside a transaction a lock lasts until its end; where one writer holds up all others, from its beginning.
 */
import type { Chunk, SchemaState, StepTime } from '@objectstack/metadata-authoring';
import type { Action, Capabilities } from './dialect.ts';

interface Span {
  readonly stepId: string;
  readonly from: number;
  readonly to: number;
}

export class StepTimes {
  readonly #oneWriter: boolean;
  /** Of each step the table that it works on; null: nobody writes there yet. */
  readonly #tables: ReadonlyMap<string, string | null>;
  readonly #times: Map<string, { tookMs: number; lockMs: number }>;

  constructor(chunk: Chunk, before: SchemaState, { oneWriter }: Pick<Capabilities, 'oneWriter'>) {
    this.#oneWriter = oneWriter;
    this.#tables = new Map(
      chunk.steps.map(({ id, table }) => [id, before.has(table) || oneWriter ? table : null]),
    );
    this.#times = new Map(chunk.steps.map(({ id }) => [id, { tookMs: 0, lockMs: 0 }]));
  }

  /** Steps that the dialect folded into the work of another one cost nothing of their own. */
  get all(): readonly StepTime[] {
    return [...this.#times].map(([stepId, time]) => ({ stepId, ...time }));
  }

  add(stepId: string, tookMs: number, lockMs: number): void {
    const time = this.#times.get(stepId);
    if (!time) return;
    time.tookMs += tookMs;
    if (this.#tables.get(stepId) !== null) time.lockMs = Math.max(time.lockMs, lockMs);
  }

  /** Work that commits by itself. @param work in the end for how long it held a lock, in milliseconds */
  async alone({ stepId }: Action, work: () => Promise<number>): Promise<void> {
    const startedAt = performance.now();
    const lockMs = await work();
    this.add(stepId, performance.now() - startedAt, lockMs);
  }

  /** @param run one transaction, given what does an action inside of it */
  async inTransaction<T>(
    run: (timed: (action: Action, work: () => Promise<unknown>) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const spans: Span[] = [];
    const result = await run(async ({ stepId }, work) => {
      const from = performance.now();
      await work();
      spans.push({ stepId, from, to: performance.now() });
    });
    const ended = performance.now();
    const lockedAt = new Map<string | null, number>();
    for (const { stepId, from } of spans) {
      const table = this.#oneWriter ? '' : (this.#tables.get(stepId) ?? null);
      if (!lockedAt.has(table)) lockedAt.set(table, from);
    }
    for (const { stepId, from, to } of spans) {
      const table = this.#oneWriter ? '' : (this.#tables.get(stepId) ?? null);
      this.add(stepId, to - from, ended - (lockedAt.get(table) ?? from));
    }
    return result;
  }
}
