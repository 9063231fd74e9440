/**
 * Owns the engine-neutral shape of a physical table. Dialects render it; nothing here knows SQL.
 * The mapping from metadata to these shapes follows docs/storage.md (ObjectStack's storage convention).
 */
export type ColumnType =
  | { readonly kind: 'string'; readonly length: number }
  | { readonly kind: 'text' }
  /**
   * `written`: somebody gave it another number's type by hand, as the catalog prints that. No field asks for it. `fits`: each
   * of those numbers is the same as one of ours, or has no room there.
   */
  | { readonly kind: 'float'; readonly written?: string; readonly fits?: true }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'datetime' }
  | { readonly kind: 'time' }
  | { readonly kind: 'json' };

export type ColumnDefault =
  /** Verbatim literal; for json columns the value is the JSON text. */
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** The engine's "now" of the column's own type. */
  | { readonly kind: 'now' };

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly notNull: boolean;
  readonly default: ColumnDefault | null;
  /** manifestId of the package whose field asks for it first; '' for columns that the platform makes. */
  readonly owner: string;
  /** The values that its field offers, sorted. No engine knows of them: only rows can tell that one is still in use. */
  readonly choices?: readonly string[];
  /** The table whose rows its values name. No engine knows of it: the runtime looks them up, and there is no foreign key. */
  readonly reference?: string;
  /** The runtime numbers its rows and keeps the counter under the column's name. */
  readonly counted?: true;
}

export interface IndexPart {
  readonly column: string;
  /** Compared through COALESCE(column, '__global__'): a NULL tenant is one tenant. */
  readonly nullSafe: boolean;
}

export interface IndexSpec {
  readonly name: string;
  readonly parts: readonly IndexPart[];
  readonly unique: boolean;
  readonly owner: string;
}

/** Columns in served order: id, created_at, updated_at, then fields. Primary key is always `id`. */
export interface TableSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly indexes: readonly IndexSpec[];
  /** manifestId of the package that owns the object. */
  readonly owner: string;
}

/** What a database holds for a set of packages: tables by name. */
export type SchemaState = ReadonlyMap<string, TableSpec>;
