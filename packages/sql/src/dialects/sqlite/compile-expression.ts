/** Owns typed value expressions in SQLite's SQL. Values are stored as the runtime stores them: booleans 0/1, JSON and times as text. */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { nowText } from './column-default.ts';
import { quoteName, quoteText } from './quote.ts';

type Cast = Extract<Expression, { op: 'cast' }>;

/** @param target the type of the column that takes the value */
export function compileExpression(expression: Expression, target: ColumnType, columns: ColumnTypes): string {
  switch (expression.op) {
    case 'literal':
      return literal(expression.value);
    case 'column':
      return quoteName(expression.name);
    case 'now':
      return nowText(target);
    case 'coalesce':
      return `coalesce(${expression.values.map((value) => compileExpression(value, target, columns)).join(', ')})`;
    case 'json_array': {
      const value = compileExpression(expression.value, target, columns);
      return `CASE WHEN ${value} IS NOT NULL THEN json_array(${jsonValue(expression.value, value, columns)}) END`;
    }
    case 'json_first': {
      const value = compileExpression(expression.value, target, columns);
      return `CASE json_type(${value}) WHEN 'array' THEN json_extract(${value}, '$[0]') ELSE json_extract(${value}, '$') END`;
    }
    case 'cast':
      return cast(compileExpression(expression.value, expression.from, columns), expression);
    default:
      return assertNever(expression, 'expression');
  }
}

function literal(value: string | number | boolean | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : quoteText(value);
}

/** Inside a JSON array a boolean column must read true or false, and JSON must not become a string. */
function jsonValue(value: Expression, sql: string, columns: ColumnTypes): string {
  const kind = value.op === 'column' ? columns.get(value.name)?.kind : undefined;
  if (kind === 'boolean') return `json(CASE WHEN ${sql} THEN 'true' ELSE 'false' END)`;
  return kind === 'json' ? `json(${sql})` : sql;
}

function cast(value: string, { from, to }: Cast): string {
  switch (to.kind) {
    case 'string':
    case 'text':
      return textOf(value, from);
    case 'float':
      return from.kind === 'boolean' ? value : `CAST(${value} AS REAL)`;
    case 'boolean':
      if (from.kind === 'float') return `(${value} <> 0)`;
      return `CASE WHEN lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 WHEN ${value} IS NOT NULL THEN 0 END`;
    case 'date':
      return `date(${value})`;
    case 'datetime':
      return `strftime('%Y-%m-%dT%H:%M:%fZ', ${value})`;
    case 'time':
      return value;
    case 'json':
      return value;
    default:
      return assertNever(to, 'column type');
  }
}

/** A whole number reads 5, not 5.0: the same text as on other engines. */
function textOf(value: string, from: ColumnType): string {
  if (from.kind === 'boolean')
    return `CASE WHEN ${value} THEN 'true' WHEN ${value} IS NOT NULL THEN 'false' END`;
  if (from.kind !== 'float') return value;
  return `CASE WHEN ${value} = CAST(${value} AS INTEGER) THEN CAST(CAST(${value} AS INTEGER) AS TEXT) ELSE CAST(${value} AS TEXT) END`;
}
