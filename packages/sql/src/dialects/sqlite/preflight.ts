/**
 * Owns the SQL of each preflight question on SQLite. Read-only; a statement has this thread to itself, so what looks at
 * every row does it in slices, between which others get their turn.
 */
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type {
  PreflightAsker,
  PreflightRow,
  PreflightTexts,
  TableSize,
} from '../../environment/ask-preflight.ts';
import { conditionsIn, type RoundTrip } from '../../environment/preflight-conditions.ts';
import { uncastableCondition } from './castable.ts';
import { compileExpression, operand } from './compile-expression.ts';
import { partText } from './create-index.ts';
import { estimateRows } from './fill-rows.ts';
import { gatherDuplicates } from './gather-duplicates.ts';
import { quoteName, quoteText } from './quote.ts';
import { tableBytes } from './table-bytes.ts';

const EXISTS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";

export const texts: PreflightTexts = {
  everyRow: '1',
  quoteName,
  comparedPart: (part) => partText(part, quoteName(part.column)),
  length: (column) => `length(CAST(${column} AS TEXT))`,
  quoteText,
  bytes: (column) => column,
  contains: (column, text) => `instr(${column}, ${text}) > 0`,
  asId: (value) => value,
  items: (column, alias) =>
    `json_each(CASE WHEN json_valid(${column}) THEN CASE json_type(${column}) WHEN 'array' THEN ${column} ELSE '[]' END ELSE '[]' END) AS ${alias}`,
  uncastable: (value, columns) => uncastableCondition(value, columns),
  // A REAL of eight bytes holds every number that a text of ours can be.
  outOfRange: () => null,
  divisor: ({ right }, columns) => operand(right, columns),
  made: ({ value, type }, columns) => compileExpression(value, type, columns),
  changed,
  id: '`id`',
  shown: (column) => quoteName(column),
  valueBytes: (column) => `length(CAST(CAST(${quoteName(column)} AS TEXT) AS BLOB))`,
  // Its oldest rows and its newest ones.
  sample: (table, rows) => {
    const half = (order: string) =>
      `SELECT * FROM (SELECT * FROM ${quoteName(table)} ORDER BY _rowid_ ${order} LIMIT ${Math.ceil(rows / 2)})`;
    return `(${half('ASC')} UNION ALL ${half('DESC')}) AS s`;
  },
};

/** The SQL that preflight runs, by what it means. Visible for goldens. */
export const conditionsOf = conditionsIn(texts);

function changed({ check: { column, from }, back, columns }: RoundTrip): string {
  const same = (value: string) => (from.kind === 'json' ? `json(${value})` : value);
  return `${same(quoteName(column))} IS NOT ${same(compileExpression(back, from, columns))}`;
}

export function preflightAsker(db: Database): PreflightAsker {
  return {
    texts,
    conditionsOf,
    size: async (table) => {
      if (db.prepare(EXISTS).get(table) === undefined) return null;
      return sizeOf(db, table);
    },
    slices: (table, _size, rows) => slicesOf(db, table, rows),
    duplicates: (...asked) =>
      gatherDuplicates(db, (table) => slicesOf(db, table, LIMITS.preflight_slice_rows), ...asked),
    rows: async (sql) => db.prepare(sql).raw().all() as PreflightRow[],
  };
}

function sizeOf(db: Database, table: string): TableSize {
  const rows = estimateRows(db, table);
  return { rows, ...tableBytes(db, table, rows) };
}

/** In the order in which the rows lie in the file. */
async function* slicesOf(db: Database, table: string, rows: number): AsyncIterable<string> {
  const bound = db
    .prepare(
      `SELECT _rowid_ FROM ${quoteName(table)} WHERE _rowid_ > ? ORDER BY _rowid_ LIMIT 1 OFFSET ${rows - 1}`,
    )
    .pluck()
    .safeIntegers();
  let after: bigint | null = null;
  for (;;) {
    const next = bound.get(after ?? BEFORE_ALL) as bigint | undefined;
    const begins = after === null ? '1' : `_rowid_ > ${after}`;
    if (next === undefined) {
      yield begins;
      return;
    }
    yield `${begins} AND _rowid_ <= ${next}`;
    after = next;
    await turnOfOthers();
  }
}

const BEFORE_ALL = -9_223_372_036_854_775_808n;
