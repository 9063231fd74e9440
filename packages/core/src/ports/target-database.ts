/**
 * Port: the database of one environment. Core emits steps; an adapter compiles and runs them, and tells what is really
 * there. Nothing outside an adapter knows SQL. A schemaless engine may skip DDL and still rename and backfill.
 */
import type { AuthoringError } from '../error.ts';
import type { Expression } from '../plan/expression/expression.ts';
import type { PhysicalSchema, PhysicalTable } from '../plan/physical-schema.ts';
import type { Bridge, PhysicalTriggers } from '../plan/physical-trigger.ts';
import type { PhysicalViews } from '../plan/physical-view.ts';
import type { PreflightFindingKind, PreflightSeverity } from '../plan/preflight-severity.ts';
import type { TableReading } from '../plan/read-table.ts';
import type { Phase, Step } from '../plan/steps/step.ts';
import type { ColumnType, SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { ProgressUnit } from '../release/run.ts';
import type { Engine, EnvironmentRow } from './environment.ts';

export interface EngineLimits {
  readonly columns: number;
  readonly indexes: number;
  readonly indexKeyBytes: number;
  /** Of a unique key, which some engines hold as a hash of any length. */
  readonly uniqueKeyBytes: number;
  readonly rowBytes: number;
}

/** Consecutive steps that the adapter runs as one unit. */
export interface Chunk {
  /** Position within its run, from 0, without gaps: the mark counts on it. */
  readonly no: number;
  readonly phase: Phase;
  readonly steps: readonly Step[];
  /**
   * One engine transaction: all or nothing, its completion recorded in `_authoring_env` in the same transaction.
   * Otherwise each of its statements commits by itself, and what took effect is found by looking.
   */
  readonly transactional: boolean;
  /** Changes rows, a batch to a transaction; where it stopped stands in `_authoring_env`, and it goes on there. */
  readonly batched?: true;
  /** Takes back what the run did so far, which may be less than its whole plan: its number may skip chunks never run. */
  readonly reverses?: true;
}

/** What a plan makes of a row, from the columns that are there now. */
export interface MadeValue {
  readonly value: Expression;
  /** Of the columns that it reads, by their names. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Of the column that takes it. */
  readonly type: ColumnType;
}

/** A read-only question about the target's data, asked before any DDL. */
export type PreflightCheck =
  | {
      readonly check: 'null_values';
      readonly stepId: string;
      readonly table: string;
      readonly column: string;
      /** What the column will hold, where that is not what it holds now: it need not be there yet. */
      readonly made?: MadeValue;
    }
  /** Rows of which an author's expression makes no value, or none that the column takes. */
  | {
      readonly check: 'stated_values';
      readonly stepId: string;
      readonly table: string;
      /** That takes them. It need not be there yet. */
      readonly column: string;
      readonly made: MadeValue;
      /** Only rows in which this column is empty get one. */
      readonly among?: string;
      /** What the field offers: any other value that is made is none of them. */
      readonly choices?: readonly string[];
      /** The column as it is now: a value that stays was there before. */
      readonly replaces?: string;
    }
  /** A column that is not there yet will be required, and nothing fills it: every row would fail. */
  | {
      readonly check: 'unfilled_rows';
      readonly stepId: string;
      readonly table: string;
      readonly column: string;
    }
  | {
      readonly check: 'duplicates';
      readonly stepId: string;
      readonly table: string;
      readonly parts: readonly { readonly column: string; readonly nullSafe: boolean }[];
    }
  | {
      readonly check: 'uncastable';
      readonly stepId: string;
      readonly table: string;
      readonly column: string;
      readonly from: ColumnType;
      readonly to: ColumnType;
    }
  | {
      readonly check: 'too_long';
      readonly stepId: string;
      readonly table: string;
      readonly column: string;
      readonly length: number;
    }
  /** Rows that hold a value which their field offers no more. */
  | {
      readonly check: 'retired_choices';
      readonly stepId: string;
      readonly table: string;
      readonly column: string;
      readonly choices: readonly string[];
      /** The column holds a JSON list of them. */
      readonly many: boolean;
    }
  /** Rows whose value names no row of the table that their column will point at. */
  | {
      readonly check: 'orphan_references';
      readonly stepId: string;
      readonly table: string;
      readonly column: string;
      /** null: it will have no row that is there now. */
      readonly target: string | null;
      /** The column holds a JSON list of ids. */
      readonly many: boolean;
    }
  /** What is about to be put aside, or to go for good: values of a column, or all rows of a table. */
  | {
      readonly check: 'rows_held' | 'rows_purged';
      readonly stepId: string;
      readonly table: string;
      readonly column?: string;
    };

export interface PreflightFinding {
  readonly stepId: string;
  /** One question may find more than one thing: what does not convert, and what does and comes back different. */
  readonly check: PreflightFindingKind;
  readonly severity: PreflightSeverity;
  readonly table: string;
  readonly column?: string;
  /** What an author said of the column, in one line: it is about what comes of that. */
  readonly stated?: string;
  /** Of retired choices: those that the rows hold. */
  readonly choices?: readonly string[];
  /** Rows that would fail or be lost. */
  readonly count: number;
  /** False: `count` and `bytes` are estimates, from the engine's statistics and a sample of the rows. */
  readonly exact: boolean;
  /** What these rows hold there: characters of the values of a column, the storage of a table with its indexes. */
  readonly bytes?: number;
  /** Of duplicates: in how many groups the rows are, and the biggest of them. */
  readonly groups?: number;
  readonly largest?: readonly { readonly rows: number; readonly sample: string }[];
  /** Up to 5 masked values, and up to 20 primary keys. */
  readonly sample?: readonly string[];
  readonly keys?: readonly string[];
  /** The question that took longer than it may: the step itself decides. */
  readonly asked?: PreflightCheck['check'];
}

/** How large a table is. */
export interface TableFacts {
  readonly table: string;
  readonly rows: number;
  /** Counted; otherwise the engine's own estimate. */
  readonly exactRows: boolean;
  /** What it takes on disk, with its indexes. */
  readonly bytes: number;
  readonly exactBytes: boolean;
}

/** A row of the runtime's own `sys_metadata`: an item that was authored in the runtime, bound to its package by a flat id. */
export interface FlatRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly state: 'active' | 'draft';
  readonly organizationId: string | null;
  /** JSON as it is stored; null: there is none, or it is longer than an item may be. */
  readonly body: string | null;
}

/** All rows of a table, or those with a value in one column of it. */
export interface CountedThing {
  readonly table: string;
  readonly column?: string;
}

/** Where the target says it is (`_authoring_env`, one row). */
export interface TargetMark {
  readonly environmentId: string;
  readonly fence: number;
  readonly runId: string | null;
  /** Chunks of `runId` that are committed here. */
  readonly chunksDone: number;
  readonly planHash: string | null;
}

/** Rows of a batched chunk so far, of about how many its table has; or what the engine counts of a statement. */
export interface RowProgress {
  readonly stepId: string;
  /** Default: rows. */
  readonly unit?: ProgressUnit;
  readonly done: number;
  readonly total: number;
}

/** What a step of a chunk cost, once that is committed. */
export interface StepTime {
  readonly stepId: string;
  readonly tookMs: number;
  /**
   * For how long at most somebody who writes waited for it at once, in milliseconds: its longest transaction from the
   * first lock of the table on, or its longest statement that commits by itself. What runs beside writers counts for nothing.
   */
  readonly lockMs: number;
}

/** What the caller of a chunk sees and decides while it runs. */
export interface ChunkWatch {
  onRows(progress: RowProgress): void;
  /** Awaited between batches of a batched one. @throws what is to stop the chunk where it stands */
  goesOn(): Promise<void>;
  /** Once a step of it. */
  onStep?(time: StepTime): void;
}

export interface TargetDatabase {
  readonly engine: Engine;
  readonly limits: EngineLimits;
  /** All tables, or the named ones that exist. One catalog query per kind, never per table. */
  introspect(tables?: readonly string[]): Promise<PhysicalSchema>;
  /** All views, or the named ones that exist. One catalog query per kind, never per view. */
  views(names?: readonly string[]): Promise<PhysicalViews>;
  /** Triggers whose names are ours, of all tables and views. One catalog query per kind. */
  triggers(): Promise<PhysicalTriggers>;
  /** What stands until the step: every form in which a run may have left it, the one that a repair makes first. Pure. */
  triggersUntil(step: Bridge, tables: SchemaState): readonly PhysicalTriggers[];
  /** What this engine's catalog says of a table built from the spec. Pure. */
  render(table: TableSpec): PhysicalTable;
  /** The way back: a spec that renders to the table, with what no spec can say. Pure. */
  specOf(name: string, table: PhysicalTable): TableReading;
  /** The statements of each step, for people. Pure. */
  describe(steps: readonly Step[], before: SchemaState): ReadonlyMap<string, readonly string[]>;
  /** Splits steps of one phase into units for this engine. Deterministic. Pure. */
  chunks(phase: Phase, steps: readonly Step[], firstNo: number): readonly Chunk[];
  /**
   * Reads only, in statements that are short or end by themselves, so that nobody is held up and no snapshot stands long.
   * @param goesOn awaited between statements. @throws what is to stop it
   */
  preflight(
    checks: readonly PreflightCheck[],
    goesOn?: () => Promise<void>,
  ): Promise<readonly PreflightFinding[]>;
  /**
   * How many rows each has, in the order asked. Counted, never estimated: reads only, in the slices of preflight. null: it
   * is not there, or a statement took longer than it may.
   */
  countRows(things: readonly CountedThing[]): Promise<readonly (number | null)[]>;
  /** Of those that are there. Reads only; a large table is not counted. */
  tableFacts(tables: readonly string[]): Promise<readonly TableFacts[]>;
  /**
   * What the server would not do of the steps on the tables as they are: ONLINE_REFUSED a table and reason, where it could
   * only copy the table for a step that names no such hazard, or not even that. Reads only.
   */
  refusedOnline(steps: readonly Step[], before: SchemaState): Promise<readonly AuthoringError[]>;
  /** Of one package, those that are active or a draft: the next `limit` after the id, by id. `sys_metadata` must be there. */
  flatRows(packageId: string, afterId: string, limit: number): Promise<readonly FlatRow[]>;
  /** Up to 100 packages that active rows of `sys_metadata` name, by id. The table must be there. */
  flatPackages(): Promise<readonly { readonly packageId: string; readonly rows: number }[]>;
  mark(): Promise<TargetMark | null>;
  /**
   * Takes the session lock for the run on the connection that will run DDL and writes the fence mark.
   * @param over the mark of a run that nobody knows any more: its fence may be higher
   * @throws ENVIRONMENT_LOCKED when another session holds it, LEASE_LOST when a higher fence is there
   */
  enter(
    environmentId: string,
    runId: string,
    fence: number,
    planHash: string,
    over?: TargetMark,
  ): Promise<void>;
  /**
   * Runs one chunk. Checks the fence in the same transaction; advances the mark with it where DDL is transactional.
   * Safe to call again for a chunk whose outcome is unknown: it probes first and does nothing when it already took effect.
   * `before` is the schema right before the chunk.
   * @throws LOCK_TIMEOUT, DISK_FULL, DATABASE_UNAVAILABLE, STATEMENT_FAILED, LEASE_LOST, PREFLIGHT_FAILED (rows that
   * do not fit were written after the preflight), and what `watch.goesOn` throws; a transactional chunk left nothing
   */
  execute(chunk: Chunk, before: SchemaState, fence: number, watch?: ChunkWatch): Promise<void>;
  /**
   * Decides a chunk whose outcome is unknown: half of one is completed, and what an attempt left beside the schema goes.
   * @returns whether it took effect @throws what `execute` throws
   */
  settle(chunk: Chunk, before: SchemaState, fence: number): Promise<boolean>;
  /** Ends the statement that `execute` is waiting for, from beside it: that call then fails as for any other reason. */
  interrupt(): Promise<void>;
  /**
   * How far the statement is that `execute` is waiting for, asked from beside it; null: the engine does not tell, or
   * there is none.
   */
  progress(): Promise<Omit<RowProgress, 'stepId'> | null>;
  /** Gives the session lock back. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export interface TargetDatabases {
  /** Opens the environment's database. @throws DATABASE_UNAVAILABLE (missing, locked, refused), DURABILITY_UNSAFE */
  open(environment: EnvironmentRow): Promise<TargetDatabase>;
}
