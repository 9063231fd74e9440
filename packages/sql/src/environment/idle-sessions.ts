/**
 * Owns connections between two uses. SQLite reads the whole schema when it opens a file (30 ms at 1,000 tables), a
 * server wants a handshake: a process that serves many calls keeps a connection for a while, a command does not.
 */
import type { Action, TargetSession } from './dialect.ts';

interface Kept<A extends Action> {
  readonly session: TargetSession<A>;
  readonly expiry: NodeJS.Timeout;
}

/** Of one dialect; at most one a database. */
export class IdleSessions<A extends Action> {
  readonly #keptMs: number;
  readonly #byUrl = new Map<string, Kept<A>>();

  /** @param keptMs 0: every connection is closed after its use */
  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** @returns undefined when there is none, or what it was connected to is not there any more */
  async take(url: string): Promise<TargetSession<A> | undefined> {
    const kept = this.#byUrl.get(url);
    if (!kept) return undefined;
    this.#byUrl.delete(url);
    clearTimeout(kept.expiry);
    if (kept.session.reusable) return kept.session;
    await kept.session.close();
    return undefined;
  }

  async give(url: string, session: TargetSession<A>): Promise<void> {
    if (this.#keptMs === 0 || this.#byUrl.has(url) || !session.reusable) return session.close();
    const expiry = setTimeout(() => {
      this.#byUrl.delete(url);
      // Nobody waits for this connection, so nobody can be told.
      session.close().catch(() => session.discard());
    }, this.#keptMs);
    expiry.unref();
    this.#byUrl.set(url, { session, expiry });
  }

  async close(): Promise<void> {
    const kept = [...this.#byUrl.values()];
    this.#byUrl.clear();
    for (const { session, expiry } of kept) {
      clearTimeout(expiry);
      await session.close();
    }
  }
}
