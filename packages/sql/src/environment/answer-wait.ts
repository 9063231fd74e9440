/**
 * Owns how long one connection waits for answers. A machine that is gone, or a wire that swallows everything, says nothing:
 * the socket alone would wait for hours. Given up, whatever was sent may or may not have taken effect.
 */
import { AuthoringError } from '@objectstack/metadata-authoring';

interface Awaited {
  readonly since: number;
  readonly reject: (error: AuthoringError) => void;
}

export class AnswerWait {
  readonly #awaited = new Set<Awaited>();
  readonly #sever: () => void;
  #allowedMs: number;

  /**
   * @param allowedMs for one statement, until `allow` says otherwise
   * @param sever closes the connection without a goodbye
   */
  constructor(allowedMs: number, sever: () => void) {
    this.#allowedMs = allowedMs;
    this.#sever = sever;
  }

  allow(allowedMs: number): void {
    this.#allowedMs = allowedMs;
  }

  /** @throws DATABASE_UNAVAILABLE when no answer came in time; the connection is closed then */
  async of<T>(answer: Promise<T>): Promise<T> {
    const { promise, reject } = withReject<T>();
    const awaited = { since: performance.now(), reject };
    this.#awaited.add(awaited);
    const timer = setTimeout(() => this.giveUp(), this.#allowedMs);
    try {
      return await Promise.race([answer, promise]);
    } finally {
      clearTimeout(timer);
      this.#awaited.delete(awaited);
    }
  }

  /** What has been waited for the longest, by identity, and for how long. */
  get longest(): { readonly statement: object; readonly forMs: number } | null {
    const [first] = this.#awaited;
    return first ? { statement: first, forMs: performance.now() - first.since } : null;
  }

  giveUp(): void {
    for (const { reject, since } of this.#awaited) reject(silent(Math.round(performance.now() - since)));
    this.#sever();
  }
}

function withReject<T>(): { promise: Promise<T>; reject: (error: AuthoringError) => void } {
  let reject: (error: AuthoringError) => void = () => {};
  const promise = new Promise<T>((_, rejected) => {
    reject = rejected;
  });
  return { promise, reject };
}

function silent(waitedMs: number): AuthoringError {
  return new AuthoringError('DATABASE_UNAVAILABLE', 'the database does not answer any more', {
    details: { waitedMs },
    suggestion:
      'check the network between here and the server; what was sent may have taken effect, and whoever resumes the run finds out',
  });
}
