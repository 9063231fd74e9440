/** Owns the kinds of work that SQLite's session performs. All but plain statements look at the live catalog first. */
import type { PhysicalColumn } from '@objectstack/metadata-authoring';
import type { FillRows, GrowIndex } from '../../environment/dialect.ts';
import type { SequenceChange } from '../../environment/sequences.ts';

export interface Statement {
  readonly kind: 'statement';
  readonly stepId: string;
  readonly sql: string;
}

/** Stops the chunk when there is any such row: SQLite itself would convert it silently. */
export interface Refuse {
  readonly kind: 'refuse';
  readonly stepId: string;
  /** `FROM … WHERE …` */
  readonly rows: string;
  readonly what: string;
}

export interface ChangedColumn {
  readonly name: string;
  /** As it stands in the new table definition. */
  readonly definition: string;
  /** What the catalog says of it then. */
  readonly reads: PhysicalColumn;
  /** What its rows hold, over the old table; null: what they held, or the default of a new column. */
  readonly value: string | null;
  readonly added: boolean;
}

/** All changes of one table that SQLite's ALTER cannot do, as one copy of it. */
export interface Rebuild {
  readonly kind: 'rebuild';
  readonly stepId: string;
  readonly table: string;
  readonly columns: readonly ChangedColumn[];
}

/** New definitions in one table whose rows stay as they are: no column has a value of its own. */
export interface RedefineColumns {
  readonly kind: 'redefine_columns';
  readonly stepId: string;
  readonly table: string;
  readonly columns: readonly ChangedColumn[];
}

export interface AppendedColumn {
  readonly stepId: string;
  readonly table: string;
  readonly definition: string;
}

/** Many new columns at once, in one reload of the schema instead of one per ALTER. */
export interface AppendColumns {
  readonly kind: 'append_columns';
  readonly stepId: string;
  readonly columns: readonly AppendedColumn[];
}

/** Drops a held column and whatever indexes still cover it. */
export interface DropColumn {
  readonly kind: 'drop_column';
  readonly stepId: string;
  readonly table: string;
  readonly column: string;
}

export interface RenameSequences extends SequenceChange {
  readonly kind: 'sequences';
  readonly stepId: string;
}

export type SqliteAction =
  | Statement
  | Refuse
  | Rebuild
  | RedefineColumns
  | AppendColumns
  | DropColumn
  | RenameSequences
  | FillRows
  | GrowIndex;
