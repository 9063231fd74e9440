/** Owns reading the text of one table, and for the rebuild everything that hangs on it. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { quoteName } from './quote.ts';
import type { LiveTable } from './rebuild-table.ts';

const TABLE = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?";
const GENERATED = 'SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (2, 3)';
const INDEXES =
  "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid";
const TRIGGERS = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? ORDER BY rowid";

export function findTableText(db: Database, table: string): string | null {
  return (db.prepare(TABLE).pluck().get(table) as string | undefined) ?? null;
}

/** @throws SCHEMA_DRIFT when the table is not there */
export function readTableText(db: Database, table: string): string {
  const sql = findTableText(db, table);
  if (sql === null)
    throw new AuthoringError('SCHEMA_DRIFT', `table '${table}' is not in the database`, {
      details: { table },
      suggestion: 'compare the environment with its active version and repair it first',
    });
  return sql;
}

/** @throws SCHEMA_DRIFT when the table is not there */
export function readLiveTable(db: Database, table: string): LiveTable {
  return {
    sql: readTableText(db, table),
    empty:
      db
        .prepare(`SELECT NOT EXISTS (SELECT 1 FROM ${quoteName(table)})`)
        .pluck()
        .get() === 1,
    generated: new Set(db.prepare(GENERATED).pluck().all(table) as string[]),
    indexes: db.prepare(INDEXES).pluck().all(table) as string[],
    triggers: db.prepare(TRIGGERS).pluck().all(table) as string[],
  };
}
