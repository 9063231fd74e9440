/** Owns how many rows a batch takes: what fits into a short time on this server, at this moment. */

/** Writers wait for one batch at most, beside what they wait for the disk. */
const TARGET_MS = 15;
const FIRST_ROWS = 250;
const MOST_ROWS = 20_000;
/** Of the time that a batch took: what others need to catch up. */
const PAUSE_SHARE = 0.2;
/** Where they poll, a short gap is over before they look: half of the time is theirs. */
const POLLED_PAUSE_SHARE = 1;
const LONGEST_PAUSE_MS = 250;

export class BatchSize {
  readonly #pauseShare: number;
  #rows = FIRST_ROWS;

  constructor({ waitersPoll }: { readonly waitersPoll?: true } = {}) {
    this.#pauseShare = waitersPoll ? POLLED_PAUSE_SHARE : PAUSE_SHARE;
  }

  get rows(): number {
    return this.#rows;
  }

  /** @returns how long to pause, in milliseconds */
  afterBatch(tookMs: number): number {
    // A fast batch may be luck, a slow one is somebody waiting: grow by halves, shrink at once.
    const fits = (this.#rows * TARGET_MS) / Math.max(tookMs, 0.1);
    this.#rows = Math.max(1, Math.min(Math.round(fits), Math.ceil(this.#rows * 1.5), MOST_ROWS));
    return Math.min(tookMs * this.#pauseShare, LONGEST_PAUSE_MS);
  }

  /** @returns false when it was a single row already */
  halve(): boolean {
    if (this.#rows === 1) return false;
    this.#rows = Math.floor(this.#rows / 2);
    return true;
  }
}
