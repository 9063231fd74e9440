/** Owns reading what a SQLite database says of its own tables. */
import type { Database } from 'better-sqlite3';

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

export interface CatalogIndex {
  readonly columns: readonly string[];
  /** Of which rows; null: of all. */
  readonly where: string | null;
}

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly CatalogIndex[];
  readonly triggers: readonly string[];
}

/** Every table, by name. */
export function readCatalog(db: Database): ReadonlyMap<string, CatalogTable> {
  const names = db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    )
    .pluck()
    .all() as string[];
  return new Map(names.map((name) => [name, readTable(db, name)]));
}

function readTable(db: Database, name: string): CatalogTable {
  const columns = db.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(name) as {
    readonly name: string;
    readonly type: string;
    readonly notnull: number;
    readonly pk: number;
  }[];
  const indexes = db
    .prepare('SELECT name, "unique", origin FROM pragma_index_list(?) ORDER BY name')
    .all(name) as {
    readonly name: string;
    readonly unique: number;
    readonly origin: string;
  }[];
  const parts = (index: string) =>
    db.prepare('SELECT name FROM pragma_index_info(?) ORDER BY seqno').pluck().all(index) as string[];
  const condition = (index: string) =>
    /\bwhere (.+)$/is.exec(
      db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(index) as string,
    )?.[1] ?? null;
  return {
    name,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      notNull: column.notnull === 1,
    })),
    primaryKey: columns
      .filter((column) => column.pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((column) => column.name),
    unique: indexes
      .filter((index) => index.unique === 1 && index.origin !== 'pk')
      .map((index) => parts(index.name)),
    indexes: indexes
      .filter((index) => index.unique === 0)
      .map((index) => ({ columns: parts(index.name), where: condition(index.name) })),
    triggers: db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? ORDER BY name")
      .pluck()
      .all(name) as string[],
  };
}
