/**
 * Owns adding columns to many tables at once. Each ALTER TABLE makes SQLite parse its whole schema again, so N of them
 * cost O(N²). This writes into the catalog the very text that ALTER would write (a test compares them byte for byte)
 * and reloads the schema once. Only for columns that ALTER could add: constant or no default, so no row changes.
 */
import { invariant } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { AppendedColumn } from './action.ts';
import { withAppendedColumns } from './table-text.ts';
import { writeCatalog } from './write-catalog.ts';

const COUNT = `SELECT m.name, count(*) AS columns FROM sqlite_schema m JOIN pragma_table_xinfo(m.name)
  WHERE m.type = 'table' AND m.name IN (SELECT value FROM json_each(?)) GROUP BY m.name`;

/** Inside a transaction. */
export function appendColumns(db: Database, columns: readonly AppendedColumn[]): void {
  const tables = new Map<string, string[]>();
  for (const { table, definition } of columns) {
    const definitions = tables.get(table);
    if (definitions) definitions.push(definition);
    else tables.set(table, [definition]);
  }
  const names = JSON.stringify([...tables.keys()]);
  const columnsBefore = columnCounts(db, names);
  invariant(columnsBefore.size === tables.size, 'a table that gains columns is not in the database');
  writeCatalog(db, [...tables.keys()], (table, sql) =>
    withAppendedColumns(sql, tables.get(table) as string[]),
  );
  const columnsAfter = columnCounts(db, names);
  for (const [name, definitions] of tables)
    invariant(
      columnsAfter.get(name) === (columnsBefore.get(name) ?? 0) + definitions.length,
      `table '${name}' did not gain ${definitions.length} columns`,
    );
}

function columnCounts(db: Database, names: string): Map<string, number> {
  return new Map(db.prepare(COUNT).raw().all(names) as [string, number][]);
}
