/** Owns the kinds of work that MySQL's session performs. DDL tells what it leaves in the catalog. */
import type { TableSpec } from '@objectstack/metadata-authoring';
import type { FillRows } from '../../environment/dialect.ts';
import type { SequenceChange } from '../../environment/sequences.ts';
import type { Sync, SyncMode } from '../../environment/sync.ts';
import type { Fact } from './fact.ts';
import type { Alter } from './online-alter.ts';
import type { ReversibleTriggers, SyncTriggers } from './sync.ts';

interface Ddl {
  readonly stepId: string;
  readonly lasts?: 'table';
  readonly autocommits: true;
  readonly leaves: readonly Fact[];
}

/** The server runs it as a whole or not at all. */
export interface Statement extends Ddl {
  readonly kind: 'statement';
  readonly sql: string;
}

/** So does it an ALTER TABLE, in the first of its ways that it takes. */
export interface AlterTable extends Ddl, Alter {
  readonly kind: 'alter';
}

/** A held table comes back; which of its indexes it still has is seen when it does. */
export interface RestoreTable extends Ddl {
  readonly kind: 'restore_table';
  readonly ways: readonly string[];
  readonly heldName: string;
  readonly spec: TableSpec;
}

/** Values change or are cut: the table is locked, its rows are asked, and only then converted. */
export interface Retype extends Ddl {
  readonly kind: 'retype';
  readonly table: string;
  /** Counts rows that stop it: the server itself would convert them silently. */
  readonly refusals: readonly { readonly sql: string; readonly what: string }[];
  /** The column that the statements fill, where they need one beside the first. */
  readonly shadow: { readonly column: string; readonly add: string } | null;
  readonly statements: readonly string[];
}

/** Changes rows, in the transaction of the mark. */
export interface ChangeRows {
  readonly kind: 'rows';
  readonly stepId: string;
  readonly lasts?: 'table';
  readonly autocommits?: never;
  readonly sql: string;
}

export interface RenameSequences extends SequenceChange {
  readonly kind: 'sequences';
  readonly stepId: string;
  readonly lasts?: 'table';
  readonly autocommits?: never;
}

/** Nothing may be missing in a shadow when it takes the place. */
export interface CheckShadow {
  readonly kind: 'check_shadow';
  readonly stepId: string;
  readonly lasts?: 'table';
  readonly autocommits: true;
  readonly repeatable: true;
  readonly leaves: readonly [];
  readonly sync: Sync;
  /** Of the sync from then on; lenient: as it is already. */
  readonly mode: SyncMode;
}

/** One column takes the name of another, under the table's lock. */
export interface SwapColumn extends Ddl {
  readonly kind: 'swap_column';
  readonly ways: readonly string[];
  readonly table: string;
  readonly column: string;
  readonly heldName: string;
  readonly takes: string;
  /** What ends with it. */
  readonly followed: ReversibleTriggers;
  /** What begins with it. */
  readonly follows: ReversibleTriggers | null;
}

/** Of two names that are written along, the other one leads, under the table's lock. */
export interface TurnSync extends Ddl {
  readonly kind: 'turn_sync';
  readonly table: string;
  readonly now: Turn;
  /** What it takes the place of. */
  readonly until: Turn;
}

export interface Turn extends SyncTriggers {
  /** Only the one that leads has a default: both change in one statement. null: none has one. */
  readonly defaults: Alter | null;
}

export type DdlAction = Statement | AlterTable | RestoreTable | Retype | CheckShadow | SwapColumn | TurnSync;
export type MysqlAction = DdlAction | ChangeRows | RenameSequences | FillRows;
