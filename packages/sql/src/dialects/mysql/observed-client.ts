/** Owns running statements on one connection of MySQL, each shown to an observer. Rows come as arrays, days as text. */
import type { Connection } from 'mysql2/promise';
import type { AnswerWait } from '../../environment/answer-wait.ts';
import type { StatementObserver } from '../../statement-observer.ts';

type Value = string | number | null | readonly string[];

export class ObservedClient {
  readonly fromMariaDb: boolean;
  readonly answers: AnswerWait;
  readonly #connection: Connection;
  readonly #observer: StatementObserver | undefined;

  /** @param answers how long they are waited for */
  constructor(
    connection: Connection,
    fromMariaDb: boolean,
    answers: AnswerWait,
    observer?: StatementObserver,
  ) {
    this.#connection = connection;
    this.fromMariaDb = fromMariaDb;
    this.answers = answers;
    this.#observer = observer;
  }

  /** @returns the rows; none for a statement that gives none */
  async query<Row = unknown[]>(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    this.#observer?.before('target', sql);
    const sent = this.#connection.query({ sql, values: [...values], rowsAsArray: true });
    const [rows] = await this.answers.of(sent);
    this.#observer?.after('target', sql);
    return Array.isArray(rows) ? (rows as Row[]) : [];
  }

  get connectionId(): number {
    return this.#connection.threadId;
  }

  /** @param waitMs how long the server may take to close its side */
  async end(waitMs: number): Promise<void> {
    this.answers.allow(waitMs);
    await this.answers.of(this.#connection.end());
  }

  /** Without a goodbye, to which a server that is gone would never answer. */
  destroy(): void {
    this.#connection.destroy();
  }
}
