/** Owns how much of the file a table takes, with its indexes: page by page while it is small, by its rows when it is not. */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { TableSize } from '../../environment/ask-preflight.ts';
import { quoteName } from './quote.ts';

const PAGES = `SELECT coalesce(sum(pgsize), 0) FROM dbstat
  WHERE aggregate = 1 AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?)`;

export function tableBytes(
  db: Database,
  table: string,
  rows: number,
): Pick<TableSize, 'bytes' | 'exactBytes'> {
  if (rows <= LIMITS.preflight_exact_rows)
    return { bytes: Number(db.prepare(PAGES).pluck().get(table)), exactBytes: true };
  return { bytes: Math.round(rows * bytesOfRow(db, table)), exactBytes: false };
}

/** Of the newest rows; indexes hold about what they cover once more. */
function bytesOfRow(db: Database, table: string): number {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const covered = db
    .prepare(
      'SELECT x.name FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) x WHERE x.name IS NOT NULL',
    )
    .pluck()
    .all(table) as string[];
  const lengths = [...columns, ...covered].map(
    (column) => `coalesce(length(CAST(${quoteName(column)} AS BLOB)), 0)`,
  );
  const sql = `SELECT avg(${lengths.join(' + ')}) FROM (SELECT * FROM ${quoteName(table)} ORDER BY _rowid_ DESC LIMIT ${LIMITS.preflight_sampled_rows})`;
  return Number(db.prepare(sql).pluck().get() ?? 0);
}
