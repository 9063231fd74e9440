/**
 * Owns the SQL of each preflight question on MySQL. Every statement only reads, commits by itself and has a limit on its
 * time, which each of the two servers takes from a comment that the other one passes over.
 */
import { type ColumnType, LIMITS, type PreflightCheck } from '@objectstack/metadata-authoring';
import {
  type PreflightAsker,
  type PreflightRow,
  type PreflightTexts,
  type TableSize,
  UnansweredInTime,
} from '../../environment/ask-preflight.ts';
import { conditionsIn, type RoundTrip } from '../../environment/preflight-conditions.ts';
import { NUMBER, uncastableCondition } from './castable.ts';
import { compileExpression, operand } from './compile-expression.ts';
import { comparedPart } from './create-index.ts';
import { mysqlErrno } from './errors.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName, quoteText } from './quote.ts';

export const texts: PreflightTexts = {
  everyRow: 'true',
  quoteName,
  comparedPart,
  length: (column) => `char_length(cast(${column} AS char))`,
  quoteText,
  bytes: (column) => `cast(${column} AS binary)`,
  contains: (column, text) => `locate(${text}, cast(${column} AS binary)) > 0`,
  asId: (value) => value,
  // What is no JSON is no list. An id that is longer than any names no row, and is not cut to one that does.
  items: (column, alias) =>
    `json_table(if(json_valid(${column}), ${column}, '[]'), '$[*]' COLUMNS (value text PATH '$')) AS ${alias}`,
  uncastable: (value, columns) => uncastableCondition(value, columns),
  outOfRange,
  divisor: ({ right }, columns) => operand(right, columns, ''),
  made: ({ value, type }, columns) => compileExpression(value, type, columns),
  changed,
  // A table in memory with an index of all groups is what it would build for few of them.
  manyGroups: 'SQL_BIG_RESULT ',
  id: '`id`',
  shown: (column) => `cast(${quoteName(column)} AS char)`,
  valueBytes: (column) => `length(cast(${quoteName(column)} AS char))`,
  // Its first rows by key and its last ones.
  sample: (table, rows) => {
    const half = (order: string) =>
      `(SELECT * FROM ${quoteName(table)} ORDER BY \`id\` ${order} LIMIT ${Math.ceil(rows / 2)})`;
    return `(${half('ASC')} UNION ALL ${half('DESC')}) AS s`;
  },
};

/** The SQL that preflight runs, by what it means. Visible for goldens. */
export const conditionsOf = conditionsIn(texts);

function changed({ check: { column, from, to }, there, back, columns }: RoundTrip): string {
  const differs = differsFrom(quoteName(column), compileExpression(back, from, columns), from.kind);
  if (to.kind !== 'float') return differs;
  return `(${differs} OR ${inexact(compileExpression(there, to, columns))})`;
}

/** Texts compare by their bytes: the collation of a column takes many of them for equal. JSON compares by its content. */
function differsFrom(value: string, back: string, kind: string): string {
  if (kind === 'json')
    return `NOT (json_type(${value}) <=> json_type(${back}) AND json_length(${value}) <=> json_length(${back}) AND json_contains(${value}, ${back}) <=> 1)`;
  if (kind === 'float') return `NOT (round(${value}, 2) <=> round(${back}, 2))`;
  if (kind === 'string' || kind === 'text')
    return `NOT (cast(${value} AS binary) <=> cast(${back} AS binary))`;
  return `NOT (${value} <=> ${back})`;
}

/** A column of 24 bits has no room for the two digits behind such a number; whole ones are exact up to its end. */
function inexact(value: string): string {
  return `(abs(${value}) >= 131072 AND ${value} <> floor(${value}))`;
}

/** float(8,2) ends where its six digits do. */
function outOfRange(text: string, from: ColumnType, to: ColumnType): string | null {
  if (to.kind !== 'float' || (from.kind !== 'string' && from.kind !== 'text')) return null;
  return `${text} REGEXP '${NUMBER}'`;
}

export function preflightAsker(client: ObservedClient): PreflightAsker {
  return {
    texts,
    conditionsOf: async (check) => (await conditionsOn(client, check))(check),
    size: (table) => sizeOf(client, table),
    slices: (table, size, rows) => slicesOf(client, table, size, rows),
    rows: (sql) => rowsOf(client, sql),
  };
}

const ID_COLLATION = `SELECT CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COLUMN_NAME = 'id' AND COLLATION_NAME IS NOT NULL`;

/** The server compares no two columns of different collations, nor what it reads out of a list with a column of another. */
async function conditionsOn(client: ObservedClient, check: PreflightCheck): Promise<typeof conditionsOf> {
  if (check.check !== 'orphan_references' || check.target === null) return conditionsOf;
  const [id] = await client.query<[string, string]>(ID_COLLATION, [check.target]);
  if (id === undefined) return conditionsOf;
  const [characters, collation] = id;
  return conditionsIn({
    ...texts,
    asId: (value) => `convert(${value} USING ${characters}) COLLATE ${collation}`,
  });
}

const SIZE = `SELECT coalesce(TABLE_ROWS, 0), coalesce(DATA_LENGTH, 0) + coalesce(INDEX_LENGTH, 0)
  FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND TABLE_TYPE = 'BASE TABLE'`;

async function sizeOf(client: ObservedClient, table: string): Promise<TableSize | null> {
  const [found] = await client.query<[number | string, number | string]>(SIZE, [table]);
  if (found === undefined) return null;
  return { rows: Number(found[0]), bytes: Number(found[1]), exactBytes: false };
}

/** In the order of the primary key, in which the rows lie. */
async function* slicesOf(
  client: ObservedClient,
  table: string,
  size: TableSize,
  rows: number,
): AsyncIterable<string> {
  let after: string | null = null;
  for (;;) {
    const begins: string = after === null ? 'true' : `\`id\` > ${quoteText(after)}`;
    // The server's own count may be half of the truth: what is small by far is looked at in one go.
    const bound: readonly PreflightRow[] =
      size.rows * 4 < rows
        ? []
        : await rowsOf(
            client,
            `SELECT \`id\` FROM ${quoteName(table)} WHERE ${begins} ORDER BY \`id\` LIMIT 1 OFFSET ${rows - 1}`,
          );
    const next = bound[0]?.[0];
    if (next === undefined) {
      yield begins;
      return;
    }
    yield `${begins} AND \`id\` <= ${quoteText(String(next))}`;
    after = String(next);
  }
}

/** max_statement_time of MariaDB, max_execution_time of MySQL. */
const UNANSWERED: ReadonlySet<number> = new Set([1969, 3024]);

async function rowsOf(client: ObservedClient, sql: string): Promise<readonly PreflightRow[]> {
  const ms = LIMITS.preflight_statement_ms;
  const limited = `/*M!100100 SET STATEMENT max_statement_time = ${ms / 1_000} FOR */ ${sql.replace(/^SELECT /, `SELECT /*+ MAX_EXECUTION_TIME(${ms}) */ `)}`;
  try {
    return await client.query<PreflightRow>(limited);
  } catch (error) {
    throw UNANSWERED.has(mysqlErrno(error) ?? 0)
      ? new UnansweredInTime('a question of preflight took too long', { cause: error })
      : error;
  }
}
