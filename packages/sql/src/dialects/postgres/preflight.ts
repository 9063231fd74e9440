/**
 * Owns the SQL of each preflight question on PostgreSQL. Every statement is a transaction of its own that reads only, has
 * a limit on its time, and ends in a rollback: no snapshot outlives it, and nothing is left behind.
 */
import { type ColumnType, LIMITS } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import {
  type PreflightAsker,
  type PreflightRow,
  type PreflightTexts,
  type TableSize,
  UnansweredInTime,
} from '../../environment/ask-preflight.ts';
import { conditionsIn, type RoundTrip } from '../../environment/preflight-conditions.ts';
import { CREATE_CASTABLE, uncastableCondition } from './castable.ts';
import { compileExpression, operand } from './compile-expression.ts';
import { partText } from './create-index.ts';
import { sqlState } from './errors.ts';
import { quoteName, quoteText } from './quote.ts';
import { type PagedSize, pagedSize } from './table-size.ts';

export const texts: PreflightTexts = {
  everyRow: 'true',
  quoteName,
  comparedPart: (part) => partText(part, quoteName(part.column)),
  length: (column) => `length(${column}::text)`,
  quoteText,
  bytes: (column) => `${column}::text`,
  contains: (column, text) => `position(${text} in ${column}::text) > 0`,
  asId: (value) => value,
  items: (column, alias) =>
    `json_array_elements_text(CASE json_typeof(${column}) WHEN 'array' THEN ${column} ELSE '[]' END) AS ${alias}(value)`,
  uncastable: (value, columns) => uncastableCondition(value, columns),
  outOfRange,
  divisor: ({ right }, columns) => operand(right, columns),
  made: ({ value, type }, columns) => compileExpression(value, type, columns),
  changed,
  id: '"id"',
  shown: (column) => `${quoteName(column)}::text`,
  valueBytes: (column) => `octet_length(${quoteName(column)}::text)`,
  // Whole pages, wherever they lie.
  sample: (table, rows, of) =>
    `${quoteName(table)} TABLESAMPLE SYSTEM (${Math.min(100, (100 * rows) / Math.max(1, of)).toFixed(4)})`,
};

/** The SQL that preflight runs, by what it means. Visible for goldens. */
export const conditionsOf = conditionsIn(texts);

function changed({ check: { column, from }, back, columns }: RoundTrip): string {
  // JSON has no equality; its binary form has.
  const comparable = (sql: string) => (from.kind === 'json' ? `(${sql})::jsonb` : sql);
  return `${comparable(compileExpression(back, from, columns))} IS DISTINCT FROM ${comparable(quoteName(column))}`;
}

/** A number of any size is one, and real has 24 bits of it up to 3.4e38. */
function outOfRange(text: string, from: ColumnType, to: ColumnType): string | null {
  if (to.kind !== 'float' || (from.kind !== 'string' && from.kind !== 'text')) return null;
  return `pg_temp.authoring_castable((${text})::text, 'numeric')`;
}

export function preflightAsker(client: Client): PreflightAsker {
  return {
    texts,
    conditionsOf,
    size: (table) => sizeOf(client, table),
    slices: slicesOf,
    rows: (sql) => rowsOf(client, sql),
  };
}

async function sizeOf(client: Client, table: string): Promise<(PagedSize & TableSize) | null> {
  const size = await pagedSize(client, table);
  return size && { ...size, exactBytes: true };
}

/** Page by page, in the order in which the rows lie on disk. */
async function* slicesOf(_table: string, size: TableSize, rows: number): AsyncIterable<string> {
  const { pages } = size as PagedSize & TableSize;
  const step = Math.max(1, Math.ceil((pages * rows) / Math.max(1, size.rows)));
  for (let from = 0; ; from += step) {
    const isLast = from + step >= pages;
    // Rows that are written meanwhile lie behind the last page that there was.
    const conditions = [
      ...(from === 0 ? [] : [`ctid >= '(${from},0)'::tid`]),
      ...(isLast ? [] : [`ctid < '(${from + step},0)'::tid`]),
    ];
    yield conditions.join(' AND ') || 'true';
    if (isLast) return;
  }
}

const QUERY_CANCELED = '57014';

async function rowsOf(client: Client, sql: string): Promise<readonly PreflightRow[]> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL statement_timeout = ${LIMITS.preflight_statement_ms}`);
    if (sql.includes('pg_temp.authoring_')) await client.query(CREATE_CASTABLE);
    await client.query('SET TRANSACTION READ ONLY');
    return (await client.query<(string | null)[]>({ text: sql, rowMode: 'array' })).rows;
  } catch (error) {
    throw sqlState(error) === QUERY_CANCELED
      ? new UnansweredInTime('a question of preflight took too long', { cause: error })
      : error;
  } finally {
    await client.query('ROLLBACK');
  }
}
