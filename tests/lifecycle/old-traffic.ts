/**
 * Owns clients of the old version of the shop: each writes a row under the names that it knows, and reads it back. What a
 * writer was told is what must be found.
 */
import { setTimeout as pause } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import type { JudgedDatabase } from '../judge/database.ts';

export interface Lane {
  /** Statements with names in double quotes. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** A connection of its own where the engine is this process: it looks again instead of waiting for itself. */
export async function oldLane(database: JudgedDatabase, file: string): Promise<Lane> {
  const quoted = (sql: string) => sql.replace(/"(\w+)"/g, (_, name: string) => database.quoted(name));
  if (database.engine !== 'sqlite')
    return { query: async (sql) => database.query(quoted(sql)), close: async () => {} };
  const db = new SqliteDatabase(file, { timeout: 0 });
  return {
    query: async (sql) => {
      for (;;)
        try {
          const statement = db.prepare(sql);
          if (statement.reader) return statement.all() as Record<string, unknown>[];
          statement.run();
          return [];
        } catch (error) {
          if (!(error instanceof SqliteDatabase.SqliteError) || error.code !== 'SQLITE_BUSY') throw error;
          await pause(1);
        }
    },
    close: async () => {
      db.close();
    },
  };
}

export class Traffic {
  readonly #acknowledged = new Map<string, string>();
  readonly #failures: { readonly at: number; readonly message: string }[] = [];
  readonly #working: Promise<void>;
  #next = 0;
  #isStopped = false;

  constructor(lanes: readonly Lane[]) {
    this.#working = Promise.all(lanes.map((lane) => this.#work(lane))).then(() => {});
  }

  /** Rows that were written. */
  get done(): number {
    return this.#acknowledged.size;
  }

  async until(done: number): Promise<void> {
    while (this.done < done) await pause(5);
  }

  async stop(): Promise<{
    readonly acknowledged: ReadonlyMap<string, string>;
    readonly failures: readonly string[];
    readonly failingMs: number;
  }> {
    this.#isStopped = true;
    await this.#working;
    const times = this.#failures.map(({ at }) => at);
    return {
      acknowledged: this.#acknowledged,
      failures: this.#failures.map(({ message }) => message),
      failingMs: times.length === 0 ? 0 : Math.max(...times) - Math.min(...times),
    };
  }

  async #work(lane: Lane): Promise<void> {
    while (!this.#isStopped) {
      const n = this.#next++;
      const [id, code] = [`w${n}`, `c${n}`];
      try {
        await lane.query(
          `INSERT INTO "shop_customer" ("id", "name", "code", "credit") VALUES ('${id}', 'N', '${code}', ${n % 100})`,
        );
        this.#acknowledged.set(id, code);
        const [row] = await lane.query(`SELECT "code", "credit" FROM "shop_customer" WHERE "id" = '${id}'`);
        if (row?.code !== code || Number(row.credit) !== n % 100)
          throw new Error(`${id} reads ${JSON.stringify(row)}`);
      } catch (error) {
        this.#failures.push({
          at: performance.now(),
          message: error instanceof Error ? error.message : String(error),
        });
      }
      await pause(2);
    }
  }
}
