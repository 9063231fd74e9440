/**
 * Owns new definitions of columns whose rows stay as they are: an edit of the table's text in the catalog instead of
 * a copy of the table. It must never change what a row reads, nor leave a row that its definition forbids.
 */
import { invariant, type PhysicalColumn, shadowName } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { ChangedColumn, Rebuild, RedefineColumns, Refuse } from './action.ts';
import { affinityOf } from './affinity.ts';
import { introspect } from './introspect.ts';
import { readTableText } from './live-table.ts';
import { quoteName } from './quote.ts';
import { refuse } from './refuse.ts';
import { HeldColumns, hasShortRows } from './short-rows.ts';
import { isPlainColumn, parseTableText, sameDefinition, withColumns } from './table-text.ts';
import { writeCatalog } from './write-catalog.ts';

/**
 * The edit, or the copy where an edit would not do: the affinity changes, which converts values; somebody wrote more
 * into the column or the table than a definition of ours says; or rows would read the new default as their value.
 * Inside a transaction. @param held what is known of columns that every row holds
 */
export function editOrRebuild(
  db: Database,
  action: RedefineColumns,
  held = new HeldColumns(),
): RedefineColumns | Rebuild {
  return isEditable(db, action, held) ? action : { ...action, kind: 'rebuild' };
}

/**
 * Columns that may take another default, by the names that they have before the transaction: one that is swapped in has
 * the name of a shadow until then.
 */
export function columnsToLookAt(db: Database, action: RedefineColumns): readonly string[] {
  const live = liveColumns(db, action.table);
  const changed = new Set(changedDefaults(db, action).map(({ name }) => name));
  return action.columns.flatMap(({ name, added }) => {
    const shadow = live.has(shadowName(name)) ? [shadowName(name)] : [];
    return added ? [] : [...shadow, ...(changed.has(name) ? [name] : [])];
  });
}

/** Rows that a copy would refuse, as a question; null when no column starts to refuse NULL. */
export function emptyValues(db: Database, action: RedefineColumns): Refuse | null {
  const live = liveColumns(db, action.table);
  const required = action.columns.filter(({ name, reads }) => reads.notNull && !live.get(name)?.notNull);
  if (required.length === 0) return null;
  const table = quoteName(action.table);
  // A new column is empty in every row.
  const isEmpty = ({ name }: ChangedColumn) => (live.has(name) ? `${quoteName(name)} IS NULL` : 'true');
  const [one, ...others] = required.map(isEmpty);
  // For an OR SQLite takes no partial index, for each of its parts alone it does.
  const ids = [one, ...others].map((empty) => `SELECT _rowid_ FROM ${table} WHERE ${empty}`);
  return {
    kind: 'refuse',
    stepId: action.stepId,
    rows: `FROM ${table} WHERE ${others.length === 0 ? one : `_rowid_ IN (${ids.join(' UNION ALL ')})`}`,
    what: `rows of '${action.table}' without a value for ${required.map(({ name }) => `'${name}'`).join(', ')}`,
  };
}

/** Only what editOrRebuild let through. @throws PREFLIGHT_FAILED when rows lack a value that is required from now on */
export function redefineColumns(db: Database, action: RedefineColumns): void {
  const question = emptyValues(db, action);
  if (question) refuse(db, question);
  const sql = readTableText(db, action.table);
  const edited = withColumns(sql, definitionsOf(action.columns));
  if (edited !== sql) writeCatalog(db, [action.table], () => edited);
  const live = liveColumns(db, action.table);
  for (const { name, reads } of action.columns)
    invariant(
      sameColumn(live.get(name), reads),
      `column '${action.table}.${name}' does not read as it was defined`,
    );
}

/** Columns that take another default: it is also the value of each row that was written before the column was added. */
export function changedDefaults(db: Database, action: RedefineColumns): readonly ChangedColumn[] {
  const live = liveColumns(db, action.table);
  return action.columns.filter(({ name, reads }) => {
    const column = live.get(name);
    return column !== undefined && column.default !== reads.default;
  });
}

function isEditable(db: Database, action: RedefineColumns, held: HeldColumns): boolean {
  const sql = readTableText(db, action.table);
  const { columns, options } = parseTableText(sql);
  const texts = new Map(columns.map(({ name, text }) => [name, text]));
  const live = liveColumns(db, action.table);
  const keepsRows = ({ name, definition, reads, added }: ChangedColumn) => {
    const text = texts.get(name);
    if (text === undefined) return added;
    if (sameDefinition(text, definition)) return true;
    return isPlainColumn(text) && affinityOf(live.get(name)?.type ?? '') === affinityOf(reads.type);
  };
  if (options !== '' || !action.columns.every(keepsRows)) return false;
  const names = changedDefaults(db, action).map(({ name }) => name);
  return !hasShortRows(db, action.table, held.unknown(db, action.table, names));
}

function liveColumns(db: Database, table: string): ReadonlyMap<string, PhysicalColumn> {
  return introspect(db, [table]).get(table)?.columns ?? new Map();
}

function definitionsOf(columns: readonly ChangedColumn[]): ReadonlyMap<string, string> {
  return new Map(columns.map(({ name, definition }) => [name, definition]));
}

function sameColumn(a: PhysicalColumn | undefined, b: PhysicalColumn): boolean {
  return a?.type === b.type && a.notNull === b.notNull && a.default === b.default;
}
