/** Owns how long one lock of a table lasted, seen from the statements that take, use and give it back. */

/**
 * What a statement means to somebody who writes to its table: nothing, a wait for as long as it takes, or the begin or the
 * end of a lock that outlives it.
 */
export type Hold = 'none' | 'statement' | 'begins' | 'ends';

export class HeldTime {
  readonly #holdOf: (sql: string) => Hold;
  #longestMs = 0;
  #lockedAt: number | null = null;

  constructor(holdOf: (sql: string) => Hold) {
    this.#holdOf = holdOf;
  }

  /** The longest of them, in milliseconds. */
  get longestMs(): number {
    return this.#longestMs;
  }

  async of(sql: string, work: () => Promise<void>): Promise<void> {
    const hold = this.#holdOf(sql);
    const startedAt = performance.now();
    await work();
    const endedAt = performance.now();
    if (hold === 'begins') this.#lockedAt = startedAt;
    else if (hold !== 'none')
      this.#longestMs = Math.max(this.#longestMs, endedAt - (this.#lockedAt ?? startedAt));
    if (hold === 'ends') this.#lockedAt = null;
  }
}
