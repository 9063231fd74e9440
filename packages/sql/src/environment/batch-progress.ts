/**
 * Owns how far the batches of a table are: the rows behind them, and about how many there are. What an engine counted some
 * time ago, or never, may be far from that: where the batches know which part of the way they went, that says it.
 */
import type { RowProgress } from '@objectstack/metadata-authoring';
import type { Batch } from './dialect.ts';

export class BatchProgress {
  readonly #estimate: number;
  #rows = 0;
  #startedAt: number | null = null;
  #total: number;
  #part = 0;

  /** @param estimate about how many rows the batches will look at */
  constructor(estimate: number) {
    this.#estimate = estimate;
    this.#total = estimate;
  }

  after({ rows, part }: Batch): Pick<RowProgress, 'done' | 'total'> {
    this.#rows += rows;
    this.#startedAt ??= part?.from ?? null;
    if (this.#startedAt === null) return { done: this.#rows, total: Math.max(this.#estimate, this.#rows) };
    // What comes after the whole way is about rows that were behind it once.
    this.#part = Math.max(this.#part, part?.to ?? 1);
    const went = this.#part - this.#startedAt;
    if (went > 0 && part) this.#total = Math.round(this.#rows / went);
    return { done: Math.round(this.#total * this.#part), total: this.#total };
  }
}
