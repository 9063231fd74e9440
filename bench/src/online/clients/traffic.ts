/**
 * Owns an open loop of operations: each is due at its time whether or not the one before has answered, so that a stall
 * is seen by all that were due meanwhile. Latencies count from the time at which an operation was due.
 */
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';

const OPERATIONS_A_SECOND = 200;
const EVERY_MS = 1_000 / OPERATIONS_A_SECOND;

/** One connection: takes one operation at a time. */
export interface Lane {
  operate(n: number): Promise<void> | void;
  close(): Promise<void> | void;
}

/** Milliseconds since the epoch, with fractions: the same clock in every process of the machine. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}

export interface Operation {
  readonly dueAt: number;
  readonly tookMs: number;
  readonly error?: string;
}

export class Traffic {
  readonly operations: Operation[] = [];
  readonly #idle: Lane[];
  readonly #waiting: { readonly n: number; readonly dueAt: number }[] = [];
  #running = 0;
  #isStopped = false;

  constructor(lanes: readonly Lane[]) {
    this.#idle = [...lanes];
  }

  /** Until stopped, and until everything that was due has an answer. */
  async run(): Promise<void> {
    const startedAt = clock();
    for (let n = 0; !this.#isStopped; n += 1) {
      const dueAt = startedAt + n * EVERY_MS;
      const early = dueAt - clock();
      if (early > 0) await pause(early);
      // A lane that answers at once must not keep messages from being heard.
      else await breathe();
      this.#waiting.push({ n, dueAt });
      this.#next();
    }
    while (this.#running > 0 || this.#waiting.length > 0) await pause(1);
  }

  stop(): void {
    this.#isStopped = true;
  }

  #next(): void {
    const lane = this.#idle.pop();
    if (lane === undefined) return;
    const due = this.#waiting.shift();
    if (due === undefined) {
      this.#idle.push(lane);
      return;
    }
    this.#running += 1;
    void this.#operate(lane, due.n, due.dueAt).then(() => {
      this.#running -= 1;
      this.#idle.push(lane);
      this.#next();
    });
  }

  async #operate(lane: Lane, n: number, dueAt: number): Promise<void> {
    let error: string | undefined;
    try {
      await lane.operate(n);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    this.operations.push({ dueAt, tookMs: clock() - dueAt, ...(error === undefined ? {} : { error }) });
  }
}
