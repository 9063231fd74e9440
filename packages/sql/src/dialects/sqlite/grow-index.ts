/**
 * Owns an index that grows beside writers, which SQLite itself knows nothing of. Until it is whole it is a partial index
 * of the rows up to a row id, so the file is sound after every batch and SQLite keeps it, whoever writes and however. A
 * batch makes it the index of an empty table for a moment within its transaction, inserts the next keys there under the
 * row ids that they have, and gives it back with a condition that takes in the next rows. An index of some rows alone,
 * by which a later step finds them, grows in the same way.
 */
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { Batch, GrowIndex } from '../../environment/dialect.ts';
import { createIndex, dropIndex, partText } from './create-index.ts';
import { BEFORE_ALL, lastOfBatch } from './fill-rows.ts';
import { introspect } from './introspect.ts';
import { readTableText } from './live-table.ts';
import { quoteName } from './quote.ts';
import { isPlainColumn, parseTableText } from './table-text.ts';
import { writeIndex } from './write-catalog.ts';

/** There only within the transaction of a batch. */
const BASE = '_authoring_growth';
const LIVE = "SELECT tbl_name AS `table`, sql FROM sqlite_schema WHERE type = 'index' AND name = ?";

/** How far it came, or null: all rows. */
function textUpTo({ table, index, among }: GrowIndex, last: string | null): string {
  const conditions = [
    ...(among === undefined ? [] : [among]),
    ...(last === null ? [] : [`_rowid_ <= ${last}`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `${createIndex(table, index)}${where}`;
}

/** Inside a transaction. @throws SCHEMA_DRIFT when somebody else changed the index meanwhile */
export function growIndex(db: Database, action: GrowIndex, after: string | null, limit: number): Batch {
  const live = liveIndex(db, action);
  // Without a key it was not begun: of an index of that name the engine itself says that there is one.
  const begun = after !== null && live !== undefined;
  if (begun && live.sql === textUpTo(action, null)) return { rows: 0, cursor: after, ended: true };
  if (begun && live.sql !== textUpTo(action, after)) throw changedMeanwhile(action);
  const start = begun ? after : null;
  const { rows, last, part } = lastOfBatch(db, action.table, start, limit);
  const isLast = rows < limit;
  // There may be nothing that a later batch could go on after, nor any later batch.
  const reached = last ?? start ?? String(BEFORE_ALL);
  if (!begun && (isLast || !canGrow(db, action))) {
    if (action.among === undefined) db.exec(textUpTo(action, null));
    return { rows, cursor: reached, ended: true, ...part };
  }
  db.exec(baseText(db, action));
  if (begun) writeIndex(db, action.index.name, BASE, createIndex(BASE, action.index));
  else db.exec(createIndex(BASE, action.index));
  db.prepare(insertText(action)).run(BigInt(start ?? BEFORE_ALL), BigInt(reached));
  writeIndex(db, action.index.name, action.table, textUpTo(action, isLast ? null : reached));
  db.exec(`DROP TABLE ${quoteName(BASE)}`);
  return { rows, cursor: reached, ended: isLast, ...part };
}

/** Inside a transaction: what grew so far goes. @returns false when it is whole, and stays */
export function takeBackGrowth(db: Database, action: GrowIndex): boolean {
  const live = liveIndex(db, action);
  if (live?.sql === textUpTo(action, null)) return false;
  if (live !== undefined) db.exec(dropIndex(action.index.name));
  return true;
}

/** The statements of a batch as people read them. */
export function growthText(action: GrowIndex): readonly string[] {
  const grows = 'a large table: in batches by row id, as a partial index that grows until it is whole';
  return [
    textUpTo(action, null),
    action.among === undefined ? `-- ${grows}` : `-- ${grows}; a small one: without any`,
  ];
}

function liveIndex(
  db: Database,
  { table, index }: GrowIndex,
): { readonly table: string; readonly sql: string } | undefined {
  const live = db.prepare(LIVE).get(index.name) as
    | { readonly table: string; readonly sql: string }
    | undefined;
  return live?.table === table ? live : undefined;
}

/** Its keys are stored the same under the same types; of what somebody added to a column we know nothing. */
function canGrow(db: Database, action: GrowIndex): boolean {
  const { columns, options } = parseTableText(readTableText(db, action.table));
  const texts = new Map(columns.map(({ name, text }) => [name, text]));
  return options === '' && keyColumns(action).every((name) => isPlainColumn(texts.get(name) ?? 'AS'));
}

function baseText(db: Database, action: GrowIndex): string {
  const columns = introspect(db, [action.table]).get(action.table)?.columns;
  const definitions = keyColumns(action).map(
    (name) => `${quoteName(name)} ${columns?.get(name)?.type ?? ''}`,
  );
  return `CREATE TABLE ${quoteName(BASE)} (${definitions.join(', ')})`;
}

/** In the order of the keys, which finds its way through fewer pages. */
function insertText(action: GrowIndex): string {
  const names = keyColumns(action).map(quoteName).join(', ');
  const order = action.index.parts.map((part) => partText(part, quoteName(part.column))).join(', ');
  const among = action.among === undefined ? '' : ` AND (${action.among})`;
  return `INSERT INTO ${quoteName(BASE)} (_rowid_, ${names})
    SELECT _rowid_, ${names} FROM ${quoteName(action.table)} WHERE _rowid_ > ? AND _rowid_ <= ?${among} ORDER BY ${order}`;
}

function keyColumns({ index }: GrowIndex): readonly string[] {
  return [...new Set(index.parts.map(({ column }) => column))];
}

function changedMeanwhile({ stepId, table, index }: GrowIndex): AuthoringError {
  return new AuthoringError(
    'SCHEMA_DRIFT',
    `index '${index.name}' of '${table}' was changed while it was built`,
    {
      details: { stepId, table, index: index.name },
      suggestion: `drop the index by hand, then resume the run: it builds it anew`,
    },
  );
}
