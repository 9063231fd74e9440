/** Owns taking turns inside one process: one at a time, in order of arrival, waiting no longer than a limit. */
import { AuthoringError } from '@objectstack/metadata-authoring';

interface Waiter {
  enter(): void;
  giveUp(): void;
}

export class Turnstile {
  readonly #waitMs: number;
  readonly #queue = new Set<Waiter>();
  #taken = false;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** Enters at once, if it is free: most turns need no promise. */
  tryEnter(): boolean {
    if (this.#taken) return false;
    this.#taken = true;
    return true;
  }

  /** Enters when everyone before has left. @throws LOCK_TIMEOUT */
  enter(): Promise<void> {
    if (this.tryEnter()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.giveUp(), this.#waitMs);
      const waiter: Waiter = {
        enter: () => {
          clearTimeout(timer);
          resolve();
        },
        giveUp: () => {
          this.#queue.delete(waiter);
          reject(
            new AuthoringError(
              'LOCK_TIMEOUT',
              `another transaction of this process is open for ${this.#waitMs} ms`,
              {
                suggestion: 'use the transaction that is handed to the callback inside it; else try again',
              },
            ),
          );
        },
      };
      this.#queue.add(waiter);
    });
  }

  leave(): void {
    for (const next of this.#queue) {
      this.#queue.delete(next);
      next.enter();
      return;
    }
    this.#taken = false;
  }
}
