/**
 * Owns which columns every row of a table holds. A row that was written before a column was added does not: SQLite gives
 * the default of the definition for it, so that with another default it would read as another row. Whoever writes a row
 * writes all of its columns: what was found beforehand, while others write, is still so under the lock that needs it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { BatchSize, WATCH_PACE } from '../../environment/batch-size.ts';
import { BEFORE_ALL, lastOfBatch } from './fill-rows.ts';
import { findTableText, readTableText } from './live-table.ts';
import { quoteName } from './quote.ts';
import { isPlainColumn, parseTableText, withColumns } from './table-text.ts';
import { writeCatalog } from './write-catalog.ts';

/** A value that nobody stores. */
const MARK = "x'5f617574686f72696e675f64656661756c74'";
const ROOT = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?";
const AFTER_ALL = 9_223_372_036_854_775_807n;

/**
 * Some row does not hold one of these columns, which say no more than a type, NOT NULL and a default. Nothing else tells
 * such rows, so the columns get a default for this one question that no row can hold. Inside a transaction.
 */
export function hasShortRows(
  db: Database,
  table: string,
  columns: readonly string[],
  [after, last] = [BEFORE_ALL, AFTER_ALL],
): boolean {
  if (columns.length === 0) return false;
  const sql = readTableText(db, table);
  const marked = new Map(columns.map((name) => [name, `${quoteName(name)} default ${MARK}`]));
  const isMark = columns.map((name) => `${quoteName(name)} = ${MARK}`).join(' OR ');
  // An index holds the values of such rows, not their lack.
  const question = `SELECT EXISTS (SELECT 1 FROM ${quoteName(table)} NOT INDEXED
    WHERE _rowid_ > ? AND _rowid_ <= ? AND (${isMark}))`;
  writeCatalog(db, [table], () => withColumns(sql, marked));
  try {
    return db.prepare(question).pluck().get(after, last) === 1;
  } finally {
    writeCatalog(db, [table], () => sql);
  }
}

/** A transaction that changes nothing. */
type Glance = <T>(look: () => T) => Promise<T>;

/** What was found of a large table before the transaction that needs to know it. */
export class HeldColumns {
  /** By table, the places of columns that every row holds. */
  readonly #tables = new Map<string, { readonly root: number; readonly places: ReadonlySet<number> }>();
  /** Of the catalog in which they have these places. */
  #version = -1;

  /** @param names columns of which some may not be there */
  async lookAhead(db: Database, table: string, names: readonly string[], glance: Glance): Promise<void> {
    const columns = plainColumns(db, table).filter(({ name }) => names.includes(name));
    if (columns.length === 0) return;
    const version = versionOf(db);
    const size = new BatchSize(WATCH_PACE);
    const asked = columns.map(({ name }) => name);
    let after: string | null = null;
    for (;;) {
      const startedAt = performance.now();
      const slice: Slice | null = await glance(() =>
        versionOf(db) === version ? nextSlice(db, table, asked, after, size.rows) : null,
      );
      if (slice === null) return;
      if (slice.ended) break;
      after = slice.last;
      await pause(size.afterBatch(performance.now() - startedAt));
    }
    this.#since(version);
    this.#tables.set(table, { root: rootOf(db, table), places: new Set(columns.map(({ place }) => place)) });
  }

  /** At the start of a transaction: of a catalog that others changed since nothing is known. */
  begin(db: Database): void {
    if (this.#tables.size > 0) this.#since(versionOf(db));
  }

  /** Those of the columns of which it is not known. Inside that transaction, in which they may have other names by now. */
  unknown(db: Database, table: string, names: readonly string[]): readonly string[] {
    const known = this.#tables.get(table);
    // The name may be another table's by now, which took it.
    if (known === undefined || known.root !== rootOf(db, table)) return names;
    const all = parseTableText(readTableText(db, table)).columns.map(({ name }) => name);
    return names.filter((name) => !known.places.has(all.indexOf(name)));
  }

  #since(version: number): void {
    if (version !== this.#version) this.#tables.clear();
    this.#version = version;
  }
}

interface Slice {
  readonly last: string | null;
  readonly ended: boolean;
}

/** null: some row is short; or all of them are looked at in no time, where it has to be known. */
function nextSlice(
  db: Database,
  table: string,
  columns: readonly string[],
  after: string | null,
  limit: number,
): Slice | null {
  const { rows, last } = lastOfBatch(db, table, after, limit);
  const ended = rows < limit;
  if (after === null && ended) return null;
  if (last === null) return { last, ended };
  return hasShortRows(db, table, columns, [BigInt(after ?? BEFORE_ALL), BigInt(last)])
    ? null
    : { last, ended };
}

function plainColumns(db: Database, table: string) {
  const sql = findTableText(db, table);
  if (sql === null) return [];
  const { columns, options } = parseTableText(sql);
  return columns
    .map(({ name, text }, place) => ({ name, place, text }))
    .filter(({ text }) => options === '' && isPlainColumn(text));
}

function rootOf(db: Database, table: string): number {
  return db.prepare(ROOT).pluck().get(table) as number;
}

function versionOf(db: Database): number {
  return Number(db.pragma('schema_version', { simple: true }));
}
