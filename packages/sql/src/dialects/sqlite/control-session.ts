/**
 * Owns running control-plane statements on SQLite: one connection that writes, and one that reads beside an open
 * transaction, of which the first would see what is not committed. While none is open the first reads too: it still knows
 * the pages that it wrote, whereas every commit of another connection voids all that the second one knows.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { invariant, isAuthoringError, type TransactionOptions } from '@objectstack/metadata-authoring';
import type Database from 'better-sqlite3';
import { writeWaitMs } from '../../control/control-database.ts';
import type { Columns, Session } from '../../control/session.ts';
import type { Statement, TenantValues } from '../../control/statement.ts';
import { Turnstile } from '../../control/turnstile.ts';
import { sqliteCode, toAuthoringError } from './errors.ts';

/** A connection with its prepared statements. */
export class SqliteConnection {
  readonly db: Database.Database;
  readonly begin: Database.Statement;
  readonly commit: Database.Statement;
  readonly #prepared = new Map<object, Database.Statement>();

  constructor(db: Database.Database) {
    this.db = db;
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
  }

  all<V extends TenantValues, R>(statement: Statement<V, R>, values: V): R[] {
    try {
      return this.#prepare(statement).all(forSqlite(statement.bind(values))) as R[];
    } catch (error) {
      throw toAuthoringError(error);
    }
  }

  arrays<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Columns[] {
    const prepared = this.#prepare(statement).raw(true);
    try {
      return prepared.all(forSqlite(statement.bind(values))) as Columns[];
    } catch (error) {
      throw toAuthoringError(error);
    } finally {
      prepared.raw(false);
    }
  }

  /** SQLite makes all changes of a RETURNING statement before its first row: nothing is lost by reading no further. */
  first<V extends TenantValues, R>(statement: Statement<V, R>, values: V): R | null {
    try {
      return (this.#prepare(statement).get(forSqlite(statement.bind(values))) as R | undefined) ?? null;
    } catch (error) {
      throw toAuthoringError(error);
    }
  }

  run<V extends TenantValues, R>(statement: Statement<V, R>, bound: unknown[]): number {
    try {
      return this.#prepare(statement).run(forSqlite(bound)).changes;
    } catch (error) {
      throw toAuthoringError(error);
    }
  }

  #prepare<V extends TenantValues, R>(statement: Statement<V, R>): Database.Statement {
    let found = this.#prepared.get(statement);
    if (!found) {
      found = this.db.prepare(statement.sql);
      this.#prepared.set(statement, found);
    }
    return found;
  }
}

/** In place: the array was made for this call. */
function forSqlite(values: unknown[]): unknown[] {
  for (let i = 0; i < values.length; i += 1) {
    if (typeof values[i] === 'boolean') values[i] = values[i] ? 1 : 0;
  }
  return values;
}

export class SqliteSession implements Session {
  readonly inTransaction = false;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #waitMs: number;
  readonly #turns: Turnstile;
  /** Whether a commit of the writer is on the disk when it returns: as it was opened. */
  #waits = true;

  constructor(writer: SqliteConnection, reader: SqliteConnection, waitMs: number = writeWaitMs) {
    this.#writer = writer;
    this.#reader = reader;
    this.#waitMs = waitMs;
    this.#turns = new Turnstile(waitMs);
  }

  all<V extends TenantValues, R>(statement: Statement<V, R>, values: V): R[] | Promise<R[]> {
    if (statement.reads) return this.#read((connection) => connection.all(statement, values));
    return this.transaction(async (inner) => inner.all(statement, values));
  }

  arrays<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Columns[] | Promise<Columns[]> {
    if (statement.reads) return this.#read((connection) => connection.arrays(statement, values));
    return this.transaction(async (inner) => inner.arrays(statement, values));
  }

  first<V extends TenantValues, R>(statement: Statement<V, R>, values: V): R | null | Promise<R | null> {
    if (statement.reads) return this.#read((connection) => connection.first(statement, values));
    return this.transaction(async (inner) => inner.first(statement, values));
  }

  run<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<number> {
    return this.transaction(async (inner) => inner.run(statement, values));
  }

  write<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<void> {
    return this.transaction(async (inner) => inner.write(statement, values));
  }

  writeRows<V extends TenantValues, R>(
    statement: Statement<V, R>,
    rows: readonly V[],
    offset: number,
  ): Promise<void> {
    return this.transaction(async (inner) => inner.writeRows(statement, rows, offset));
  }

  #read<T>(read: (connection: SqliteConnection) => T): T {
    if (this.#writer.db.inTransaction) return read(this.#reader);
    try {
      return read(this.#writer);
    } catch (error) {
      // Another process recovers the log, or ends it: who writes waits elsewhere, who reads waits here.
      if (!isAuthoringError(error) || error.code !== 'LOCK_TIMEOUT') throw error;
      return read(this.#reader);
    }
  }

  async transaction<T>(
    work: (session: Session) => Promise<T>,
    { waitsForDisk = true }: TransactionOptions = {},
  ): Promise<T> {
    if (!this.#turns.tryEnter()) await this.#turns.enter();
    const transaction = new SqliteTransaction(this.#writer);
    try {
      this.#waitForDisk(waitsForDisk);
      if (!this.#tryBegin()) await this.#begin();
      const result = await work(transaction);
      this.#commit();
      return result;
    } catch (error) {
      // SQLite has already rolled back after some errors (disk full, input/output).
      if (this.#writer.db.inTransaction) this.#writer.db.exec('ROLLBACK');
      throw error;
    } finally {
      transaction.ended = true;
      this.#turns.leave();
    }
  }

  /** Outside of a transaction. The log is written in order: the next commit that waits brings all before it to the disk. */
  #waitForDisk(waits: boolean): void {
    if (waits === this.#waits) return;
    try {
      this.#writer.db.pragma(`synchronous = ${waits ? 'FULL' : 'NORMAL'}`);
    } catch (error) {
      throw toAuthoringError(error);
    }
    this.#waits = waits;
  }

  /** @returns false when another connection writes */
  #tryBegin(): boolean {
    try {
      this.#writer.begin.run();
      return true;
    } catch (error) {
      if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return false;
      throw toAuthoringError(error);
    }
  }

  /** Waits without holding the thread: the writer we wait for may live in it. @throws LOCK_TIMEOUT */
  async #begin(): Promise<void> {
    const giveUpAt = performance.now() + this.#waitMs;
    while (performance.now() < giveUpAt) {
      await sleep(1 + Math.random() * 4);
      if (this.#tryBegin()) return;
    }
    try {
      this.#writer.begin.run();
    } catch (error) {
      throw toAuthoringError(error);
    }
  }

  #commit(): void {
    try {
      this.#writer.commit.run();
    } catch (error) {
      throw toAuthoringError(error);
    }
  }
}

/** One open write transaction. */
class SqliteTransaction implements Session {
  readonly inTransaction = true;
  ended = false;
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  all<V extends TenantValues, R>(statement: Statement<V, R>, values: V): R[] {
    return this.#open().all(statement, values);
  }

  arrays<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Columns[] {
    return this.#open().arrays(statement, values);
  }

  first<V extends TenantValues, R>(statement: Statement<V, R>, values: V): R | null {
    return this.#open().first(statement, values);
  }

  run<V extends TenantValues, R>(statement: Statement<V, R>, values: V): number {
    return this.#open().run(statement, statement.bind(values));
  }

  write<V extends TenantValues, R>(statement: Statement<V, R>, values: V): void {
    this.#open().run(statement, statement.bind(values));
  }

  writeRows<V extends TenantValues, R>(statement: Statement<V, R>, rows: readonly V[], offset: number): void {
    this.#open().run(statement, statement.bindRows(rows, offset));
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(this);
  }

  #open(): SqliteConnection {
    invariant(!this.ended, 'a transaction was used after its end');
    return this.#connection;
  }
}
