/** Owns the kinds of work that MySQL's session performs. DDL tells what it leaves in the catalog. */
import type { TableSpec } from '@objectstack/metadata-authoring';
import type { SequenceChange } from '../../environment/sequences.ts';
import type { Fact } from './fact.ts';

interface Ddl {
  readonly stepId: string;
  readonly autocommits: true;
  readonly leaves: readonly Fact[];
}

/** The server runs it as a whole or not at all. */
export interface Statement extends Ddl {
  readonly kind: 'statement';
  readonly sql: string;
}

/** A held table comes back; which of its indexes it still has is seen when it does. */
export interface RestoreTable extends Ddl {
  readonly kind: 'restore_table';
  readonly heldName: string;
  readonly spec: TableSpec;
}

/** Values go through a conversion: into a second column beside the first, which then takes its place. */
export interface Retype extends Ddl {
  readonly kind: 'retype';
  readonly table: string;
  /** The second column. */
  readonly shadow: string;
  /** Counts rows that stop it: the server itself would convert them silently. */
  readonly refusals: readonly { readonly sql: string; readonly what: string }[];
  readonly add: string;
  readonly fill: string;
  readonly swap: string;
}

/** Changes rows, in the transaction of the mark. */
export interface ChangeRows {
  readonly kind: 'rows';
  readonly stepId: string;
  readonly autocommits?: never;
  readonly sql: string;
}

export interface RenameSequences extends SequenceChange {
  readonly kind: 'sequences';
  readonly stepId: string;
  readonly autocommits?: never;
}

export type DdlAction = Statement | RestoreTable | Retype;
export type MysqlAction = DdlAction | ChangeRows | RenameSequences;
