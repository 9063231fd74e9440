/** Owns running statements on one connection of MySQL, each shown to an observer. Rows come as arrays, days as text. */
import type { Connection } from 'mysql2/promise';
import type { StatementObserver } from '../../statement-observer.ts';

type Value = string | number | null | readonly string[];

export class ObservedClient {
  readonly fromMariaDb: boolean;
  readonly #connection: Connection;
  readonly #observer: StatementObserver | undefined;

  constructor(connection: Connection, fromMariaDb: boolean, observer?: StatementObserver) {
    this.#connection = connection;
    this.fromMariaDb = fromMariaDb;
    this.#observer = observer;
  }

  /** @returns the rows; none for a statement that gives none */
  async query<Row = unknown[]>(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    this.#observer?.before('target', sql);
    const [rows] = await this.#connection.query({ sql, values: [...values], rowsAsArray: true });
    this.#observer?.after('target', sql);
    return Array.isArray(rows) ? (rows as Row[]) : [];
  }

  get connectionId(): number {
    return this.#connection.threadId;
  }

  end(): Promise<void> {
    return this.#connection.end();
  }

  /** Without a goodbye, to which a server that is gone would never answer. */
  destroy(): void {
    this.#connection.destroy();
  }
}
