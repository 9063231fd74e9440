/** Owns who may see and write the state: readers the committed one, one writer at a time a fork that commits whole. */
import { AuthoringError, invariant } from '@objectstack/metadata-authoring';
import { emptyState, forkState, type MemoryState } from './memory-state.ts';

const waitMs = 10_000;

export interface MemorySession {
  readonly inTransaction: boolean;
  read(): MemoryState;
  write<T>(work: (state: MemoryState) => T): Promise<T>;
}

/** What several handles share. */
export class MemoryDatabase {
  state: MemoryState = emptyState();
  #last: Promise<void> = Promise.resolve();

  /** Runs `work` on a fork; it becomes the state when `work` succeeds, and nothing of it stays when it fails. */
  async transaction<T>(work: (session: MemorySession) => Promise<T>): Promise<T> {
    const before = this.#last;
    let leave = () => {};
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      await inTime(before);
    } catch (error) {
      // Whoever comes after still has to wait for those before us.
      void before.then(leave);
      throw error;
    }
    const session = new ForkSession(forkState(this.state));
    try {
      const result = await work(session);
      this.state = session.state;
      return result;
    } finally {
      session.ended = true;
      leave();
    }
  }
}

async function inTime(turn: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new AuthoringError('LOCK_TIMEOUT', `another transaction is open for ${waitMs} ms`, {
          suggestion: 'use the transaction that is handed to the callback inside it; else try again',
        }),
      );
    }, waitMs);
  });
  try {
    await Promise.race([turn, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

class ForkSession implements MemorySession {
  readonly inTransaction = true;
  readonly state: MemoryState;
  ended = false;

  constructor(state: MemoryState) {
    this.state = state;
  }

  read(): MemoryState {
    invariant(!this.ended, 'a transaction was used after its end');
    return this.state;
  }

  async write<T>(work: (state: MemoryState) => T): Promise<T> {
    return work(this.read());
  }
}

export class CommittedSession implements MemorySession {
  readonly inTransaction = false;
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
  }

  read(): MemoryState {
    return this.#database.state;
  }

  write<T>(work: (state: MemoryState) => T): Promise<T> {
    return this.#database.transaction((session) => session.write(work));
  }
}
