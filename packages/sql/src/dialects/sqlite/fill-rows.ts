/**
 * Owns one batch of rows on SQLite, in the order of their row ids: unlike the primary key of the runtime's tables, a row
 * id is never NULL. No field can have the name by which it is called here.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { Batch, FillRows } from '../../environment/dialect.ts';
import { refusedRows } from '../../environment/refused-rows.ts';
import { quoteName } from './quote.ts';

/** The row id before all others. */
export const BEFORE_ALL = -9_223_372_036_854_775_808n;
const BETWEEN = '_rowid_ > ? AND _rowid_ <= ?';

/** With the two row ids between which the rows lie, the second one included. */
export function batchStatement({ table, set, where }: Pick<FillRows, 'table' | 'set' | 'where'>): string {
  return `UPDATE ${quoteName(table)} SET ${set} WHERE ${BETWEEN} AND (${where})`;
}

/** The first keys of the batch whose rows stop it; null: none can. */
export function refusedStatement({ table, refused }: Pick<FillRows, 'table' | 'refused'>): string | null {
  if (refused === undefined) return null;
  return `SELECT \`id\` FROM ${quoteName(table)} WHERE ${BETWEEN} AND (${refused}) LIMIT ${LIMITS.preflight_keys}`;
}

export function fillBatch(db: Database, action: FillRows, after: string | null, limit: number): Batch {
  const { rows, last, part } = lastOfBatch(db, action.table, after, limit);
  if (last === null) return { rows, cursor: null };
  const start = BigInt(after ?? BEFORE_ALL);
  refuse(db, action, start, BigInt(last));
  db.prepare(batchStatement(action)).run(start, BigInt(last));
  return { rows, cursor: last, ended: rows < limit, ...part };
}

interface NextRows {
  readonly rows: number;
  readonly last: string | null;
  readonly part: Pick<Batch, 'part'>;
}

/** How many of the next rows there are, the row id of the last one, and where these lie among all row ids. */
export function lastOfBatch(db: Database, table: string, after: string | null, limit: number): NextRows {
  const ids = `SELECT _rowid_ AS batch_key FROM ${quoteName(table)} WHERE _rowid_ > ? ORDER BY _rowid_ LIMIT ?`;
  const found = db
    .prepare(`SELECT count(*) AS rows, CAST(max(batch_key) AS text) AS last FROM (${ids})`)
    .get(BigInt(after ?? BEFORE_ALL), limit) as Omit<NextRows, 'part'>;
  return { ...found, part: partOf(db, table, after, found.last) };
}

/** Rows that were deleted leave gaps among the row ids: these may be many more than there are rows. */
function partOf(db: Database, table: string, after: string | null, last: string | null): Pick<Batch, 'part'> {
  const [first, end] = db
    .prepare(
      `SELECT (SELECT min(_rowid_) FROM ${quoteName(table)}), (SELECT max(_rowid_) FROM ${quoteName(table)})`,
    )
    .raw()
    .get() as [number | null, number | null];
  if (first === null || end === null || last === null) return {};
  const at = (id: number) => Math.min(1, Math.max(0, (id - first + 1) / (end - first + 1)));
  return { part: { from: after === null ? 0 : at(Number(after)), to: at(Number(last)) } };
}

/** SQLite's CAST never fails: it makes 0 of 'abc'. */
function refuse(db: Database, action: FillRows, start: bigint, last: bigint): void {
  const sql = refusedStatement(action);
  const keys = sql === null ? [] : db.prepare(sql).pluck().all(start, last);
  if (keys.length > 0) throw refusedRows(action, keys.map(String));
}

/** The primary key of the first row after it: what people know a row by. */
export function keyAfter(db: Database, table: string, after: string | null): string | null {
  const sql = `SELECT \`id\` FROM ${quoteName(table)} WHERE _rowid_ > ? ORDER BY _rowid_ LIMIT 1`;
  const id = db
    .prepare(sql)
    .pluck()
    .get(after === null ? BEFORE_ALL : BigInt(after));
  return id === undefined || id === null ? null : String(id);
}

/** Row ids grow with the rows: the largest one is never less than their number, and costs no scan. */
export function estimateRows(db: Database, table: string): number {
  const sql = `SELECT coalesce(max(_rowid_), 0) FROM ${quoteName(table)}`;
  return db.prepare(sql).pluck().get() as number;
}
