/**
 * Owns the contract between the executor and a dialect folder: what an engine can do, how it turns steps into actions,
 * and what a session on it offers. The executor knows no SQL; a dialect knows no fences, retries or chunk numbers.
 */
import type {
  AuthoringError,
  Bridge,
  CountedThing,
  Engine,
  EngineLimits,
  EnvironmentRow,
  FlatRow,
  IndexSpec,
  PhysicalSchema,
  PhysicalTable,
  PhysicalTriggers,
  PhysicalViews,
  PreflightCheck,
  PreflightFinding,
  RowProgress,
  SchemaState,
  Step,
  TableFacts,
  TableReading,
  TableSpec,
  TargetMark,
} from '@objectstack/metadata-authoring';
import type { StatementObserver } from '../statement-observer.ts';
import type { AnswerWait } from './answer-wait.ts';
import type { BatchPace } from './batch-size.ts';
import type { StatementLimits } from './statement-limits.ts';

export interface Capabilities {
  /** DDL rolls back with its transaction, so that a chunk and its mark are one unit. */
  readonly transactionalDdl: boolean;
  /** How many tables one transaction may touch; null: any number. */
  readonly tablesPerTransaction: number | null;
  /** Steps that the engine runs outside of any transaction, so that others can write meanwhile. */
  outsideTransactions(step: Step): boolean;
  /** Steps that go through the rows a few at a time, beside the fills that do so on every engine. */
  inBatches(step: Step): boolean;
  /** Whoever writes holds up everybody else who writes, whatever the table. */
  readonly oneWriter: boolean;
  /** A lock that lives as long as the session that runs the DDL. Without it, fence and write lock must suffice. */
  readonly sessionLock: boolean;
}

/** One unit of work that a session performs: a statement, or what a dialect decides from the live catalog. */
export interface Action {
  readonly stepId: string;
  /** It is committed as soon as it ran, whatever transaction is open. */
  readonly autocommits?: true;
  /** How long it may last. */
  readonly lasts?: 'table';
  /** It leaves nothing that a look at the catalog would show: after a cut it is done again. */
  readonly repeatable?: true;
}

/** Gives rows of one table a value, in batches. */
export interface FillRows extends Action {
  readonly kind: 'fill_rows';
  readonly table: string;
  /** `SET` clause without its keyword. */
  readonly set: string;
  /** Which rows need it. */
  readonly where: string;
  /** Rows that do not need it are passed over while the batch is looked for, instead of being counted in. */
  readonly sparse?: true;
  /** A row that got it does not need it again, and may be met twice. */
  readonly settles?: true;
  /** Which of them must not get it, or would fail: their value does not convert. */
  readonly refused?: string;
}

/** Builds an index of the rows that are there, in the order of their keys. */
export interface GrowIndex extends Action {
  readonly kind: 'grow_index';
  readonly table: string;
  readonly index: IndexSpec;
  /** A condition: only these rows are in it. It then only spares a look at every row: where that is short there is none. */
  readonly among?: string;
}

export type BatchedAction = FillRows | GrowIndex;

export interface Batch {
  /** Of those that `estimateRows` counts. */
  readonly rows: number;
  /** Which part of the whole way these rows are, from 0 to 1; absent: nobody knows. */
  readonly part?: { readonly from: number; readonly to: number };
  /** How far it came, in the dialect's own words: where the next one begins; null: there was nothing more. */
  readonly cursor: string | null;
  /** Nothing comes after it: rows that were added since are not followed, or there would be no end on a busy table. */
  readonly ended?: boolean;
  /** It read the whole table for them: how long that took tells nothing of the size of a batch. */
  readonly looksAtAll?: true;
  /** It went over pages of the batch before: it is cheaper, and how long it took tells nothing of the size either. */
  readonly goesOver?: true;
}

export interface SessionOptions {
  /** How long one attempt waits for a lock, in milliseconds. */
  readonly lockTimeoutMs: number;
  /** How long an index that is built beside writers waits for transactions older than itself, in milliseconds. */
  readonly buildWaitMs: number;
  readonly statementLimits: StatementLimits;
  /** How long a server may say nothing where it should answer at once, in milliseconds. */
  readonly silenceMs: number;
  readonly observer?: StatementObserver;
}

export interface TargetDialect<A extends Action = Action> {
  readonly engine: Engine;
  readonly capabilities: Capabilities;
  readonly limits: EngineLimits;
  /** What the catalog says of a table built from the spec. Pure. */
  render(table: TableSpec): PhysicalTable;
  /** The way back from the catalog to a spec. Pure. */
  specOf(name: string, table: PhysicalTable): TableReading;
  /** The steps of one chunk as actions, in order. May fold several steps into one action. Pure. */
  compile(steps: readonly Step[], before: SchemaState): readonly A[];
  /** What stands until the step, in every form that a run may have left. Pure. */
  triggersUntil(step: Bridge, table: TableSpec | undefined): readonly PhysicalTriggers[];
  /** The statements of each step, as people read them. Pure. */
  describe(steps: readonly Step[], before: SchemaState): ReadonlyMap<string, readonly string[]>;
  /** @throws DATABASE_UNAVAILABLE, DURABILITY_UNSAFE */
  connect(environment: EnvironmentRow, options: SessionOptions): Promise<TargetSession<A>>;
}

/** The row of `_authoring_env`. */
export interface MarkRow extends TargetMark {
  /** The chunk that was begun outside of one transaction and is not known to be done. */
  readonly attempting: number | null;
  /** How far it filled the rows. */
  readonly cursor: string | null;
}

/** What a session offers beside, where DDL commits by itself. */
export interface Autocommit<A extends Action> {
  /** Those of the actions whose effect is in the catalog. */
  standing(actions: readonly A[]): Promise<ReadonlySet<A>>;
  /** One of the actions took effect, or as much of one as cannot simply be forgotten: they are to be completed. */
  begun(actions: readonly A[]): Promise<boolean>;
  /** Removes what an action that did not take effect may have left beside the schema. */
  takeBack(action: A): Promise<void>;
}

/** What a session offers beside, where an index grows batch by batch. */
export interface IndexGrowth {
  /** The connection is set for it. @returns what takes that back */
  begin(): Promise<() => Promise<void>>;
  /** Inside a transaction: takes in the next `limit` rows after the key. */
  batch(action: GrowIndex, after: string | null, limit: number): Promise<Batch>;
  /** Between transactions: what nobody needs to wait for. */
  between(): Promise<void>;
  /** Inside a transaction: what grew so far goes. @returns false when it is whole, and stays */
  takeBack(action: GrowIndex): Promise<boolean>;
}

/** One connection. Not safe for concurrent use: the executor runs one operation at a time. Throws engine errors as they are. */
export interface TargetSession<A extends Action = Action> extends BatchPace {
  introspect(tables?: readonly string[]): Promise<PhysicalSchema>;
  views(names?: readonly string[]): Promise<PhysicalViews>;
  triggers(): Promise<PhysicalTriggers>;
  /** @param goesOn awaited between statements; throws what is to stop it */
  preflight(check: PreflightCheck, goesOn: () => Promise<void>): Promise<readonly PreflightFinding[]>;
  /** null: there is no such table, or it took too long. */
  countRows(thing: CountedThing): Promise<number | null>;
  /** null: there is no such table. */
  tableFacts(table: string): Promise<TableFacts | null>;
  /** Where the server refuses to do beside writers what it does elsewhere: ONLINE_REFUSED a table and reason. */
  refusedOnline?(steps: readonly Step[], before: SchemaState): Promise<readonly AuthoringError[]>;
  flatRows(packageId: string, afterId: string, limit: number): Promise<readonly FlatRow[]>;
  flatPackages(): Promise<readonly { readonly packageId: string; readonly rows: number }[]>;

  /**
   * Takes the session lock where there is one. @returns false when another session holds it
   * @param claim for whom: a session that holds it under an older fence and does nothing any more may be ended
   */
  lock(claim: { readonly environmentId: string; readonly fence: number }): Promise<boolean>;
  unlock(): Promise<void>;

  /**
   * @param redone a power loss may take the end of it back, together with the mark that says how far it came: whoever
   * goes on then does it again. It costs no wait for the disk, where the engine lets a session choose.
   */
  begin(redone?: boolean): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /**
   * Outside of the transaction of the action: what it would look at all rows for, a few rows at a time.
   * @param granted tries again while a lock is not granted
   * @returns its longest lock, in milliseconds
   */
  lookAhead?(action: A, granted: <T>(attempt: () => Promise<T>) => Promise<T>): Promise<number>;
  /** @returns where it is no part of a transaction: its longest lock of the table, in milliseconds */
  perform(action: A): Promise<number>;
  /** Inside a transaction: fills what needs it among about `limit` rows after the cursor. */
  fillBatch(action: FillRows, after: string | null, limit: number): Promise<Batch>;
  /** Of the row that stops the smallest batch after the cursor; null: there is none. */
  refusedKey(action: FillRows, after: string | null): Promise<string | null>;
  /** About how many rows its batches will look at. */
  estimateRows(action: BatchedAction): Promise<number>;
  /** Its values are at fault, not the statement. */
  isRowError(error: unknown): boolean;
  /** What can only be asserted when all actions of a transaction are done. */
  beforeCommit(actions: readonly A[]): Promise<void>;

  /** Makes `_authoring_env` when it is missing. */
  prepareMark(): Promise<void>;
  /** null when the table or its row is missing. Inside a transaction it locks the row where the engine can. */
  readMark(): Promise<MarkRow | null>;
  writeMark(mark: MarkRow): Promise<void>;

  readonly autocommit?: Autocommit<A>;
  readonly indexGrowth?: IndexGrowth;

  /**
   * By which the server knows this connection; null: its statements end before anybody could ask, or something stands
   * between that has connections of its own.
   */
  readonly connectionId: number | null;
  /** Where answers come over a wire: how long they are waited for. */
  readonly answers?: AnswerWait;
  /** The server works on something for that connection. */
  isWorking(connectionId: number): Promise<boolean>;
  /** How far the statement is that that connection is running; null: the server does not tell. */
  progressOf(connectionId: number): Promise<Omit<RowProgress, 'stepId'> | null>;
  /** Ends whatever statement that connection is running, and nothing else of it. */
  endStatementOf(connectionId: number): Promise<void>;

  /** The connection is gone: whatever ran may or may not have taken effect, and the session lock is lost. */
  readonly broken: boolean;
  /** Treat it as broken from now on. */
  discard(): void;
  /** Whole, outside a transaction, without a lock, and its database is still the one that its URL names. */
  readonly reusable: boolean;
  /** Outside a transaction, after a lock was not granted: what the engine does of itself leaves these tables for now. */
  makeWay?(tables: readonly string[]): Promise<void>;
  /** A lock was not granted in time: nothing happened, the same call may be tried again. */
  isLockTimeout(error: unknown): boolean;
  /** The AuthoringError for an engine's error. Never holds SQL text. */
  errorOf(error: unknown): Error;
  close(): Promise<void>;
}
