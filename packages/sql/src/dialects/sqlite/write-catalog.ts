/**
 * Owns writing table definitions into SQLite's catalog (sqlite.org/lang_altertable.html): no row is touched. The caller
 * must know that the rows mean the same under the new text, and look afterwards whether it reads as meant.
 */
import type { Database } from 'better-sqlite3';

const CATALOG =
  "SELECT rowid, name, sql FROM sqlite_schema WHERE type = 'table' AND name IN (SELECT value FROM json_each(?))";
const WRITE = 'UPDATE sqlite_schema SET sql = ? WHERE rowid = ?';

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
  // The catalog is writable only between these two lines, and only on this connection.
  db.unsafeMode(true);
  try {
    db.pragma('writable_schema = ON');
    const write = db.prepare(WRITE);
    for (const { rowid, name, sql } of db.prepare(CATALOG).all(JSON.stringify(tables)) as CatalogRow[])
      write.run(textOf(name, sql), rowid);
    // Tells every other connection to read the schema again.
    db.pragma(`schema_version = ${Number(db.pragma('schema_version', { simple: true })) + 1}`);
  } finally {
    db.pragma('writable_schema = RESET');
    db.unsafeMode(false);
  }
}
