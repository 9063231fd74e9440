/** Owns how many rows a batch takes: what fits into a short time on this server, at this moment. */

/** A writer that meets a batch waits for no longer, beside what it waits for the disk. */
const TARGET_MS = 15;
const FIRST_ROWS = 250;
const LEAST_ROWS = 1;
const MOST_ROWS = 20_000;
/** Of the time that a batch took: what others need to catch up. */
const PAUSE_SHARE = 0.2;
/** Where they poll, a short gap is over before they look: half of the time is theirs. */
const POLLED_PAUSE_SHARE = 1;
const LONGEST_PAUSE_MS = 250;
/** A batch that took so many times what it should met a disk that does not keep up: it gets as long to catch up. */
const OVERRUN = 2;

/** What each batch costs whatever its size is learned from so many of them. */
const REMEMBERED = 8;
/** They say something of it where the largest had so many times the rows of the smallest. */
const TELLING_SPREAD = 1.5;
/** Of the target: rows get at least so much, however far away the server is. */
const LEAST_ROW_SHARE = 0.5;
/** Batches of one size tell nothing: while they take longer than they should, but no longer than this, one is doubled. */
const PROBED_MS = 100;

interface Seen {
  readonly rows: number;
  readonly tookMs: number;
}

export interface BatchPace {
  /** Whoever waits for its transactions looks again from time to time, instead of standing in a queue. */
  readonly waitersPoll?: true;
  /** How long a batch should take. */
  readonly batchMs?: number;
  readonly firstRows?: number;
  readonly leastRows?: number;
  readonly mostRows?: number;
}

/**
 * The keys of a batch lie all over an index, whose pages are written once for each batch: few batches write them less
 * often. Of a million keys 5,000 cost 26 ms, 20,000 cost 53, and whoever waits looks again after 33, 53, 78 and 103.
 */
export const INDEX_PACE = {
  waitersPoll: true,
  batchMs: 25,
  firstRows: 5_000,
  leastRows: 2_500,
  mostRows: 100_000,
} as const satisfies BatchPace;

/** Next to none of the rows that are read is written: a batch costs what it reads, and what every other connection reads again of the schema. */
export const WATCH_PACE = {
  waitersPoll: true,
  batchMs: 25,
  firstRows: 10_000,
  leastRows: 10_000,
  mostRows: 500_000,
} as const satisfies BatchPace;

export class BatchSize {
  readonly #pauseShare: number;
  readonly #targetMs: number;
  readonly #leastRows: number;
  readonly #mostRows: number;
  #rows: number;
  #seen: readonly Seen[] = [];
  /** Round trips and commit: smaller batches do not make them shorter. */
  #fixedMs = 0;

  constructor({
    waitersPoll,
    batchMs = TARGET_MS,
    firstRows = FIRST_ROWS,
    leastRows = LEAST_ROWS,
    mostRows = MOST_ROWS,
  }: BatchPace = {}) {
    this.#targetMs = batchMs;
    this.#rows = firstRows;
    this.#leastRows = leastRows;
    this.#mostRows = mostRows;
    this.#pauseShare = waitersPoll ? POLLED_PAUSE_SHARE : PAUSE_SHARE;
  }

  get rows(): number {
    return this.#rows;
  }

  /**
   * Learns the next size from how long a batch of this one took.
   * @returns how long to pause, in milliseconds
   */
  afterBatch(tookMs: number): number {
    this.#learn(tookMs);
    return this.pauseAfter(tookMs);
  }

  #learn(tookMs: number): void {
    this.#seen = [...this.#seen.slice(1 - REMEMBERED), { rows: this.#rows, tookMs }];
    this.#fixedMs = fixedCost(this.#seen) ?? this.#fixedMs;
    const rowsMs = this.#rowsMs;
    // A fast batch may be luck, a slow one is somebody waiting: grow by halves, shrink at once.
    const fits = (this.#rows * rowsMs) / Math.max(tookMs - this.#fixedMs, 0.1);
    const next = Math.max(
      this.#leastRows,
      Math.min(Math.round(fits), Math.ceil(this.#rows * 1.5), this.#mostRows),
    );
    const isSlow = tookMs > (this.#fixedMs + rowsMs) * 1.1 && tookMs < PROBED_MS;
    this.#rows = isSlow && next === this.#rows && !tells(this.#seen) ? next * 2 : next;
  }

  /** After a batch that tells nothing of the size. @returns how long to pause, in milliseconds */
  pauseAfter(tookMs: number): number {
    const isOverrun = tookMs > (this.#fixedMs + this.#rowsMs) * OVERRUN;
    return Math.min(tookMs * (isOverrun ? 1 : this.#pauseShare), LONGEST_PAUSE_MS);
  }

  /** What its rows may take beside what every batch takes. */
  get #rowsMs(): number {
    return Math.max(this.#targetMs - this.#fixedMs, this.#targetMs * LEAST_ROW_SHARE);
  }

  /** @returns false when it was a single row already */
  halve(): boolean {
    if (this.#rows === 1) return false;
    this.#rows = Math.floor(this.#rows / 2);
    return true;
  }
}

/** Where a line through them meets no rows at all; null: they are too much alike to tell. */
function fixedCost(seen: readonly Seen[]): number | null {
  if (!tells(seen)) return null;
  const rows = seen.map((one) => one.rows);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanRows, meanMs] = [mean(rows), mean(seen.map((one) => one.tookMs))];
  const covariance = mean(seen.map((one) => (one.rows - meanRows) * (one.tookMs - meanMs)));
  const variance = mean(rows.map((one) => (one - meanRows) ** 2));
  const fastest = Math.min(...seen.map((one) => one.tookMs));
  return Math.min(Math.max(meanMs - (covariance / variance) * meanRows, 0), fastest);
}

function tells(seen: readonly Seen[]): boolean {
  const rows = seen.map((one) => one.rows);
  return Math.max(...rows) >= Math.min(...rows) * TELLING_SPREAD;
}
