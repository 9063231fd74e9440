/**
 * Owns writing definitions into SQLite's catalog (sqlite.org/lang_altertable.html): no row is touched. The caller must
 * know that what is stored means the same under the new text, and look afterwards whether it reads as meant.
 */
import type { Database } from 'better-sqlite3';

const TABLES =
  "SELECT rowid, name, sql FROM sqlite_schema WHERE type = 'table' AND name IN (SELECT value FROM json_each(?))";
const WRITE_TABLE = 'UPDATE sqlite_schema SET sql = ? WHERE rowid = ?';
/** The catalog is read from its first row to its last: a table comes before its indexes. */
const WRITE_INDEX = `UPDATE sqlite_schema SET tbl_name = ?, sql = ?, rowid = (SELECT max(rowid) + 1 FROM sqlite_schema)
  WHERE type = 'index' AND name = ?`;

interface CatalogRow {
  readonly rowid: number;
  readonly name: string;
  readonly sql: string;
}

/** Inside a transaction. The schema is read again once, however many tables these are. */
export function writeCatalog(
  db: Database,
  tables: readonly string[],
  textOf: (table: string, sql: string) => string,
): void {
  editCatalog(db, () => {
    const write = db.prepare(WRITE_TABLE);
    for (const { rowid, name, sql } of db.prepare(TABLES).all(JSON.stringify(tables)) as CatalogRow[])
      write.run(textOf(name, sql), rowid);
  });
}

/** Inside a transaction: what the index holds is of that table from now on, and kept by that text. */
export function writeIndex(db: Database, index: string, table: string, sql: string): void {
  editCatalog(db, () => db.prepare(WRITE_INDEX).run(table, sql, index));
}

function editCatalog(db: Database, edit: () => void): void {
  // The catalog is writable only between these two lines, and only on this connection.
  db.unsafeMode(true);
  try {
    db.pragma('writable_schema = ON');
    edit();
    // Tells every other connection to read the schema again.
    db.pragma(`schema_version = ${Number(db.pragma('schema_version', { simple: true })) + 1}`);
  } finally {
    db.pragma('writable_schema = RESET');
    db.unsafeMode(false);
  }
}
