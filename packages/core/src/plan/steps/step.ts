/**
 * Owns the closed set of migration steps as data. What a step means (hazards, reverse, effect on the schema, lock
 * class) lives in the file named after its kind; the SQL of a step lives in the dialects.
 * Every step names tables and columns as they are called at the moment it runs.
 */
import type { Expression } from '../expression/expression.ts';
import type { ColumnDefault, ColumnSpec, ColumnType, IndexSpec, TableSpec } from '../storage/table-spec.ts';

export type Phase = 'expand' | 'switch' | 'contract';
export const PHASES: readonly Phase[] = ['expand', 'switch', 'contract'];

export type Hazard =
  | 'destructive'
  | 'blocking_lock'
  | 'table_rewrite'
  | 'needs_backfill'
  | 'may_fail_on_data'
  | 'breaks_old_readers'
  /** Readers and writers of the old version fail while the switch runs, and not after it. */
  | 'irreversible';

/** What a step locks while it runs, for people and for ordering: nothing, catalog only, rows, or the whole table. */
export type LockClass = 'none' | 'metadata' | 'rows' | 'table';

interface StepBase<K extends string> {
  readonly kind: K;
  /** Deterministic: `<phase>:<kind>:<table>[.<column or index>]`. Unique within a plan. */
  readonly id: string;
  readonly phase: Phase;
  readonly table: string;
}

export type CreateTable = StepBase<'create_table'> & { readonly spec: TableSpec };
export type RenameTable = StepBase<'rename_table'> & { readonly to: string };
/** Renames the table aside to `heldName`; its rows stay until purge. Indexes of `spec` are dropped. */
export type HoldTable = StepBase<'hold_table'> & { readonly spec: TableSpec; readonly heldName: string };
export type RestoreTable = StepBase<'restore_table'> & {
  readonly spec: TableSpec;
  readonly heldName: string;
};
/** Drops a held table for good. `table` is the held name. */
export type PurgeTable = StepBase<'purge_table'> & { readonly spec: TableSpec };

export type AddColumn = StepBase<'add_column'> & { readonly column: ColumnSpec };
export type RenameColumn = StepBase<'rename_column'> & { readonly from: string; readonly to: string };
/** Changes the physical type in place; `conversion` reads the old column by its own name. */
export type ChangeType = StepBase<'change_type'> & {
  readonly column: string;
  readonly from: ColumnType;
  readonly to: ColumnType;
  readonly conversion: Expression;
  /** No value can be lost or changed by it (varchar(80) → varchar(120), varchar → text). */
  readonly lossless: boolean;
};
/** Makes sure, while others write, that no row holds NULL: `set_not_null` then only has to say so. */
export type ProveNotNull = StepBase<'prove_not_null'> & {
  readonly column: string;
  /** Name of the proof, where the engine keeps one: `set_not_null` then need not look at the rows. */
  readonly proof?: string;
  /** What rows get that were written without a value since the backfill. */
  readonly fill: Expression | null;
};
/**
 * An index holds the rows that a later step has to find, however few they are. That step looks there, not at every row
 * under a lock that keeps all writers out. It is an aid alone: without it the same rows are found, only more slowly.
 */
export type WatchRows = StepBase<'watch_rows'> & Watch;
/** Ends a `watch_rows`. */
export type UnwatchRows = StepBase<'unwatch_rows'> & Watch;
export interface Watch {
  readonly column: string;
  /** Name of the index. */
  readonly proof: string;
  readonly rows: WatchedRows;
}
/** Without a value in the column; without one though another of these has one; or with one that is too long. */
export type WatchedRows =
  | { readonly are: 'empty' }
  | { readonly are: 'unfilled'; readonly from: readonly string[] }
  | { readonly are: 'too_long'; readonly length: number };
export type SetNotNull = StepBase<'set_not_null'> & {
  readonly column: string;
  /** It was so under the column's old name: nothing that people would call a change. */
  readonly carried?: true;
  /** Of the `prove_not_null` or `watch_rows` that went before, where the engine keeps one. */
  readonly proof?: string;
};
export type DropNotNull = StepBase<'drop_not_null'> & {
  readonly column: string;
  /** The column is on its way out: the drop speaks for it. */
  readonly releasing?: true;
  /** A proof that goes with it. */
  readonly proof?: string;
};
export type SetDefault = StepBase<'set_default'> & {
  readonly column: string;
  readonly from: ColumnDefault | null;
  /** What stands there was found in the database, and `from` is only its text: nothing can set it again. */
  readonly unreadable?: true;
  /** null drops the default. */
  readonly to: ColumnDefault | null;
};
/** Renames the column aside to `heldName`; values stay until purge. */
export type HoldColumn = StepBase<'hold_column'> & { readonly column: ColumnSpec; readonly heldName: string };
export type RestoreColumn = StepBase<'restore_column'> & {
  readonly column: ColumnSpec;
  readonly heldName: string;
};
/** Drops a held column for good. */
export type PurgeColumn = StepBase<'purge_column'> & {
  readonly column: ColumnSpec;
  readonly heldName: string;
};
/** Fills rows in batches: where `column` is NULL (`empty`), or where it differs from the value (`stale`). */
export type Backfill = StepBase<'backfill'> & {
  readonly column: string;
  readonly value: Expression;
  readonly rows: 'empty' | 'stale';
  /** Of `empty`: only in rows that say they were not changed since they were made. In another one it may have been emptied. */
  readonly asMade?: true;
  /** Rows in which `column` is this already keep what they hold: made again it might be less exact. Of `stale` in the switch. */
  readonly unless?: { readonly column: string; readonly value: Expression };
  /** NULL is written where it stands, too: what was never written would take the default that the column gets later. */
  readonly writesNull?: true;
};

/** The field offers these values no more. Rows that hold one stop the plan before anything runs. */
export type RetireChoices = StepBase<'retire_choices'> & {
  readonly column: string;
  readonly choices: readonly string[];
  /** The column holds a JSON list of them. */
  readonly many: boolean;
};

/** The values of a column name rows of another table from now on. Nothing checks them: rows can only be told about. */
export type RetargetReference = StepBase<'retarget_reference'> & {
  readonly column: string;
  /** As it is called before the plan; null: nothing that is there now will be in it. */
  readonly target: string | null;
  /** The table that it will be. */
  readonly reference: string;
  /** The column holds a JSON list of them. */
  readonly many: boolean;
};

/** A second column beside `column`: from now on every write of `column` also writes `up` of it there. */
export type AddShadow = StepBase<'add_shadow'> & {
  readonly column: string;
  readonly from: ColumnType;
  readonly shadow: ColumnSpec;
  /** Reads `column`. A value that does not convert leaves the shadow empty: `check_shadow` finds it. */
  readonly up: Expression;
  /** Reads the shadow. With it both names are written along: the shadow has the name that a later version gives it. */
  readonly down?: Expression;
  /** Name of what keeps the two equal. */
  readonly sync: string;
};
/** Takes an `add_shadow` back. */
export type DropShadow = StepBase<'drop_shadow'> & {
  readonly column: string;
  /** Each of the two was written along with the other. */
  readonly twoWay?: true;
  readonly shadow: ColumnSpec;
  readonly sync: string;
};
/** Every value has its converted one in the shadow, and what does not convert is refused from now on. */
export type CheckShadow = StepBase<'check_shadow'> &
  Omit<AddShadow, keyof StepBase<'add_shadow'>> & {
    /** The shadow goes on following so afterwards: what it may be without refuses nobody. */
    readonly follow?: Following;
  };
/**
 * `takes` gets the name of `old`, which is renamed aside to `heldName`. With `down`, every write of the new column also
 * writes `down` of it to the old one, so that a way back loses nothing.
 */
export type SwapColumn = StepBase<'swap_column'> & {
  readonly old: ColumnSpec;
  readonly heldName: string;
  readonly column: ColumnSpec;
  /** What `column` is called until now. */
  readonly takes: string;
  /** Name of the sync that ends with it, and what it wrote: reads `old`. */
  readonly ends: string;
  readonly up: Expression;
  /** Reads `column`. */
  readonly down: Expression | null;
};
/**
 * Of two names that are written along, `column` leads from now on: its default is the one in force, and only what is
 * written under the other name may be refused for its sake. No name changes.
 */
export type TurnSync = StepBase<'turn_sync'> & {
  /** Led until now. Its default goes. */
  readonly from: ColumnSpec;
  /** As it is to be. */
  readonly column: ColumnSpec;
  /** Reads `from`. */
  readonly up: Expression;
  /** Reads `column`. */
  readonly down: Expression;
  readonly sync: string;
  /** The column led before, and was written along since: none of its values was converted. */
  readonly returns?: true;
};
/** The other name of a column is needed no more: nothing writes both any longer, and `old` is renamed aside. */
export type RetireColumn = StepBase<'retire_column'> & {
  /** The name that stays. */
  readonly column: string;
  readonly old: ColumnSpec;
  readonly heldName: string;
  /** Reads `old`. */
  readonly up: Expression;
  /** Reads `column`. */
  readonly down: Expression;
  readonly sync: string;
};
/** The old column of a swap no longer follows the new one; its values stay held. */
export type EndSync = StepBase<'end_sync'> & {
  readonly column: string;
  readonly old: ColumnSpec;
  readonly heldName: string;
  /** It may be that each of the two was written along with the other. */
  readonly twoWay?: true;
  /** What the old column got with every write of the new one: reads `column`. */
  readonly down?: Expression;
};

/** What a contract step ends: until then columns are written along with each other. */
export type SyncEnd = EndSync | RetireColumn | UnfollowColumn;
/** What keeps columns written along until a contract step ends it is made anew: somebody dropped or changed it. */
export type RestoreSync = StepBase<'restore_sync'> & { readonly until: SyncEnd };

/** A column of a view: what an earlier version calls it, and where it is today. */
export interface ViewColumn {
  readonly name: string;
  /** What the table calls it. */
  readonly column: string;
  readonly type: ColumnType;
  /** What a row gets whose writer leaves it out. */
  readonly default: ColumnDefault | null;
  /** Another column took its place, and takes what is written here. */
  readonly feeds?: ViewFeed;
}
export interface ViewFeed {
  readonly column: string;
  readonly type: ColumnType;
  /** Reads the column that feeds it. */
  readonly value: Expression;
  /** Of the column that feeds it. It rests while the view stands, where it would be taken for a value that was written. */
  readonly rests: ColumnDefault | null;
}
/** `view` is what an earlier version calls `table`: it goes on reading and writing there under its own names. */
export type CreateView = StepBase<'create_view'> & {
  readonly view: string;
  readonly columns: readonly ViewColumn[];
};
export type DropView = StepBase<'drop_view'> & Omit<CreateView, keyof StepBase<'create_view'>>;
/**
 * From now on every write of the columns that `value` reads also writes `column`, but where its writer gave it a value
 * itself: writers of two versions work at once, and one of them has no other. A value that does not convert leaves it
 * empty; from the switch on, a required one refuses it.
 */
export type FollowColumn = StepBase<'follow_column'> & Following;
export interface Following {
  /** As the plan leaves it. */
  readonly column: ColumnSpec;
  readonly value: Expression;
  /** Name of what writes it. */
  readonly sync: string;
  /** Of the columns that `value` reads, those that follow others in turn: what one of them says then, nobody gave. */
  readonly made?: readonly MadeColumn[];
  /** The column is on its way out. */
  readonly goes?: true;
}
export interface MadeColumn {
  readonly column: ColumnSpec;
  readonly value: Expression;
}
/** Ends a `follow_column`. */
export type UnfollowColumn = StepBase<'unfollow_column'> & Following;

export type CreateIndex = StepBase<'create_index'> & { readonly index: IndexSpec };
export type DropIndex = StepBase<'drop_index'> & {
  readonly index: IndexSpec;
  /** The index was found in the database, and `index` is only its name: nothing can make it again. */
  readonly unreadable?: { readonly constraint: boolean };
};
export type RenameIndex = StepBase<'rename_index'> & { readonly index: IndexSpec; readonly to: string };

export type Step =
  | CreateTable
  | RenameTable
  | HoldTable
  | RestoreTable
  | PurgeTable
  | AddColumn
  | RenameColumn
  | ChangeType
  | ProveNotNull
  | WatchRows
  | UnwatchRows
  | SetNotNull
  | DropNotNull
  | SetDefault
  | HoldColumn
  | RestoreColumn
  | PurgeColumn
  | Backfill
  | RetireChoices
  | RetargetReference
  | AddShadow
  | DropShadow
  | CheckShadow
  | SwapColumn
  | TurnSync
  | RetireColumn
  | EndSync
  | CreateView
  | DropView
  | FollowColumn
  | UnfollowColumn
  | RestoreSync
  | CreateIndex
  | DropIndex
  | RenameIndex;

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;
