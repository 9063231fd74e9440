/** Owns one SQLite connection of an environment: transactions, actions, the mark, and what its errors mean. */
import {
  AuthoringError,
  type CountedThing,
  type FlatRow,
  isAuthoringError,
  type PhysicalSchema,
  type PhysicalTriggers,
  type PhysicalViews,
  type PreflightCheck,
  type PreflightFinding,
  type TableFacts,
} from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { askCount, askPreflight, askTableFacts } from '../../environment/ask-preflight.ts';
import type {
  Batch,
  BatchedAction,
  FillRows,
  IndexGrowth,
  MarkRow,
  TargetSession,
} from '../../environment/dialect.ts';
import { StatementFailure } from '../../environment/statement-hash.ts';
import type { SqliteAction } from './action.ts';
import { sqliteCode, toAuthoringError } from './errors.ts';
import { batchStatement, estimateRows, fillBatch, keyAfter } from './fill-rows.ts';
import { readFlatPackages, readFlatRows } from './flat-rows.ts';
import { growIndex, growthText, takeBackGrowth } from './grow-index.ts';
import { KnownCatalog } from './known-catalog.ts';
import { OpenedFile } from './opened-file.ts';
import { perform } from './perform.ts';
import { preflightAsker } from './preflight.ts';
import { MarkTable } from './probe.ts';
import { readTriggers } from './read-triggers.ts';
import { readViews } from './read-views.ts';
import { columnsToLookAt, editOrRebuild } from './redefine-columns.ts';
import { HeldColumns } from './short-rows.ts';

/** A child row and where it points: the identity of one violated foreign key. */
type Violation = string;

export class SqliteSession implements TargetSession<SqliteAction> {
  readonly waitersPoll = true;
  #db: Database;
  #file: OpenedFile;
  /** Of a file that was not there when it was opened. */
  readonly #make: (() => Database) | null;
  #discarded = false;
  #waits = true;
  /** Without a write-ahead log a file would be torn, not shortened. */
  #hasLog: boolean;
  /** What was already violated before this transaction copied its first table; null: nothing copied yet. */
  #violations: ReadonlySet<Violation> | null = null;
  readonly #held = new HeldColumns();
  #mark: MarkTable;
  #catalog: KnownCatalog;

  /** @param make of a file that is not there: opens it, when somebody is about to write to it; `db` is empty until then */
  constructor(db: Database, make: (() => Database) | null = null) {
    this.#make = make;
    this.#db = db;
    this.#file = new OpenedFile(db);
    this.#mark = new MarkTable(db);
    this.#catalog = new KnownCatalog(db);
    this.#hasLog = hasLog(db);
  }

  #becomeFile(): void {
    if (this.#make === null || !this.#db.memory) return;
    const db = this.#make();
    this.#db.close();
    this.#db = db;
    this.#file = new OpenedFile(db);
    this.#mark = new MarkTable(db);
    this.#catalog = new KnownCatalog(db);
    this.#hasLog = hasLog(db);
    this.#waits = true;
  }

  get broken(): boolean {
    return this.#discarded || !this.#db.open;
  }
  discard(): void {
    this.#discarded = true;
  }

  /** Another file may lie under the name by now: the connection would go on with the old one. */
  get reusable(): boolean {
    return !this.broken && !this.#db.inTransaction && this.#file.isInPlace();
  }

  async introspect(tables?: readonly string[]): Promise<PhysicalSchema> {
    return this.#catalog.read(tables);
  }

  async views(names?: readonly string[]): Promise<PhysicalViews> {
    return readViews(this.#db, names);
  }

  async triggers(): Promise<PhysicalTriggers> {
    return readTriggers(this.#db);
  }

  preflight(check: PreflightCheck, goesOn: () => Promise<void>): Promise<readonly PreflightFinding[]> {
    return askPreflight(preflightAsker(this.#db), check, goesOn);
  }

  countRows(thing: CountedThing): Promise<number | null> {
    return askCount(preflightAsker(this.#db), thing);
  }

  tableFacts(table: string): Promise<TableFacts | null> {
    return askTableFacts(preflightAsker(this.#db), table);
  }

  async flatRows(packageId: string, afterId: string, limit: number): Promise<readonly FlatRow[]> {
    return readFlatRows(this.#db, packageId, afterId, limit);
  }

  async flatPackages(): Promise<readonly { readonly packageId: string; readonly rows: number }[]> {
    return readFlatPackages(this.#db);
  }

  /** One file has one writer: the write lock of each transaction and the fence in it are the lock. */
  async lock(): Promise<boolean> {
    this.#becomeFile();
    return true;
  }
  async unlock(): Promise<void> {}

  async begin(redone = false): Promise<void> {
    this.#becomeFile();
    this.#violations = null;
    this.#waitForDisk(!redone);
    this.#db.exec('BEGIN IMMEDIATE');
    this.#held.begin(this.#db);
  }
  /** Outside of a transaction. A log is written in order: what is lost of it is lost from the end. */
  #waitForDisk(waits: boolean): void {
    if (waits === this.#waits || !this.#hasLog) return;
    this.#db.pragma(`synchronous = ${waits ? 'FULL' : 'NORMAL'}`);
    this.#waits = waits;
  }
  async commit(): Promise<void> {
    this.#db.exec('COMMIT');
  }
  /** SQLite may have rolled back by itself (disk full). */
  async rollback(): Promise<void> {
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    this.#db.pragma('legacy_alter_table = OFF');
  }

  /** Which rows are older than a column takes a look at all of them: in short ones, before the transaction that needs it. */
  async lookAhead(
    action: SqliteAction,
    granted: <T>(attempt: () => Promise<T>) => Promise<T>,
  ): Promise<number> {
    if (action.kind !== 'redefine_columns') return 0;
    let longestMs = 0;
    const names = columnsToLookAt(this.#db, action);
    await this.#held.lookAhead(this.#db, action.table, names, async (look) => {
      await granted(() => this.begin());
      const startedAt = performance.now();
      try {
        return look();
      } finally {
        await this.rollback();
        longestMs = Math.max(longestMs, performance.now() - startedAt);
      }
    });
    return longestMs;
  }

  async perform(planned: SqliteAction): Promise<number> {
    let running = `${planned.kind} ${planned.stepId}`;
    try {
      const action =
        planned.kind === 'redefine_columns' ? editOrRebuild(this.#db, planned, this.#held) : planned;
      if (action.kind === 'rebuild') this.#violations ??= violationsIn(this.#db);
      perform(this.#db, action, (sql) => {
        running = sql;
        this.#db.exec(sql);
      });
      return 0;
    } catch (error) {
      throw isAuthoringError(error) ? error : new StatementFailure(planned.stepId, running, error);
    }
  }

  async fillBatch(action: FillRows, after: string | null, limit: number): Promise<Batch> {
    try {
      return fillBatch(this.#db, action, after, limit);
    } catch (error) {
      throw new StatementFailure(action.stepId, batchStatement(action), error);
    }
  }
  async refusedKey(action: FillRows, after: string | null): Promise<string | null> {
    return keyAfter(this.#db, action.table, after);
  }
  async estimateRows({ table }: BatchedAction): Promise<number> {
    return estimateRows(this.#db, table);
  }
  readonly indexGrowth: IndexGrowth = {
    begin: async () => {
      // A batch writes many pages: what copies them into the file is left to the time between two of them.
      const pages = Number(this.#db.pragma('wal_autocheckpoint', { simple: true }));
      this.#db.pragma('wal_autocheckpoint = 0');
      return async () => {
        if (this.#db.open) this.#db.pragma(`wal_autocheckpoint = ${pages}`);
      };
    },
    batch: async (action, after, limit) => {
      try {
        return growIndex(this.#db, action, after, limit);
      } catch (error) {
        if (isAuthoringError(error)) throw error;
        throw new StatementFailure(action.stepId, growthText(action).join('\n'), error);
      }
    },
    between: async () => {
      this.#db.pragma('wal_checkpoint(PASSIVE)');
    },
    takeBack: async (action) => takeBackGrowth(this.#db, action),
  };
  isRowError(error: unknown): boolean {
    return sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') ?? false;
  }

  /** A copy with foreign keys switched off must not leave a row pointing nowhere that did not do so before. */
  async beforeCommit(): Promise<void> {
    const known = this.#violations;
    if (known === null) return;
    const fresh = [...violationsIn(this.#db)].filter((violation) => !known.has(violation));
    if (fresh.length > 0)
      throw new AuthoringError('STATEMENT_FAILED', `${fresh.length} rows would point to rows that are gone`, {
        details: { count: fresh.length },
        suggestion: 'look at the foreign keys that were added to the tables by hand',
      });
  }

  async prepareMark(): Promise<void> {
    this.#mark.prepare();
  }
  async readMark(): Promise<MarkRow | null> {
    return this.#mark.read();
  }
  async writeMark(mark: MarkRow): Promise<void> {
    this.#mark.write(mark);
  }

  /** A statement has this thread to itself. */
  readonly connectionId = null;
  async isWorking(): Promise<boolean> {
    return false;
  }
  async progressOf(): Promise<null> {
    return null;
  }
  async endStatementOf(): Promise<void> {}

  isLockTimeout(error: unknown): boolean {
    const code = sqliteCode(error);
    return code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_SNAPSHOT' || code === 'SQLITE_LOCKED';
  }

  errorOf(error: unknown): Error {
    const code = sqliteCode(error);
    if (!code?.startsWith('SQLITE_CONSTRAINT')) return toAuthoringError(error);
    return new AuthoringError('PREFLIGHT_FAILED', "the environment's rows do not fit the new schema", {
      details: { code },
      suggestion: 'run the preflight: it names the rows; correct them, then resume the run',
      cause: error,
    });
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}

function hasLog(db: Database): boolean {
  try {
    return db.pragma('journal_mode', { simple: true }) === 'wal';
  } catch (error) {
    db.close();
    throw toAuthoringError(error);
  }
}

const HAS_FOREIGN_KEYS =
  "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%references%' LIMIT 1";

/** The runtime makes no foreign keys: the check, which reads every child row, is only paid where somebody did. */
function violationsIn(db: Database): ReadonlySet<Violation> {
  if (db.prepare(HAS_FOREIGN_KEYS).get() === undefined) return new Set();
  return new Set((db.pragma('foreign_key_check') as object[]).map((row) => JSON.stringify(row)));
}
