/** Owns typed value expressions in SQLite's SQL. Values are stored as the runtime stores them: booleans 0/1, JSON and times as text. */
import { assertNever, type ColumnType, type Expression, typeOf } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { nowText } from './column-default.ts';
import { mapItems } from './map-items.ts';
import { quoteName, quoteText } from './quote.ts';

type Cast = Extract<Expression, { op: 'cast' }>;
type Arithmetic = Extract<Expression, { op: 'arithmetic' }>;

const TEXT: ColumnType = { kind: 'text' };
const FLOAT: ColumnType = { kind: 'float' };

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
    case 'concat':
      return concat(expression.values, columns);
    case 'substring': {
      const { start, length } = expression;
      const value = compileExpression(expression.value, TEXT, columns);
      return `substr(${value}, ${start}${length === null ? '' : `, ${length}`})`;
    }
    case 'map': {
      const { cases, otherwise, from, to } = expression;
      const value = compileExpression(expression.value, from, columns);
      const rest = otherwise === 'keep' ? value : compileExpression(otherwise, to, columns);
      const whens = cases.map((one) => `WHEN ${literal(one.from)} THEN ${literal(one.to)}`);
      return `CASE ${value} ${whens.join(' ')} ELSE ${rest} END`;
    }
    case 'map_items':
      return mapItems(compileExpression(expression.value, { kind: 'json' }, columns), expression.cases);
    case 'arithmetic': {
      // Fifteen digits are exact, what follows is noise of the binary form: 0.1 + 0.2 is 0.3.
      const value = calculation(expression, columns);
      return `CASE WHEN ${value} IS NOT NULL THEN CAST(printf('%.15g', ${value}) AS REAL) END`;
    }
    case 'json_array': {
      const value = compileExpression(expression.value, target, columns);
      return `CASE WHEN ${value} IS NOT NULL THEN json_array(${jsonValue(expression.value, value, columns)}) END`;
    }
    case 'json_first': {
      const value = compileExpression(expression.value, target, columns);
      // As text also where SQLite has a type of its own for it: true would be 1.
      const text = (path: string) =>
        `CASE json_type(${value}, '${path}') WHEN 'text' THEN ${value} ->> '${path}' WHEN 'null' THEN NULL ELSE (${value} -> '${path}') || '' END`;
      return `CASE json_type(${value}) WHEN 'array' THEN ${text('$[0]')} ELSE ${text('$')} END`;
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

function concat(values: readonly Expression[], columns: ColumnTypes): string {
  const parts = values.map((value) => compileExpression(value, TEXT, columns));
  const text = parts.map((part, at) => (values[at]?.op === 'literal' ? part : `coalesce(${part}, '')`));
  const joined = `(${text.join(' || ')})`;
  // A literal is never NULL: without one the whole is, when all parts are.
  if (values.some(({ op }) => op === 'literal')) return joined;
  const present = parts.length > 1 ? `coalesce(${parts.join(', ')})` : parts[0];
  return `CASE WHEN ${present} IS NOT NULL THEN ${joined} END`;
}

/** In 64 bits, as it comes. */
export function calculation({ operator, left, right }: Arithmetic, columns: ColumnTypes): string {
  return `(${operand(left, columns)} ${operator} ${operand(right, columns)})`;
}

/** Always a real: of two integers SQLite would make an integer. */
export function operand(value: Expression, columns: ColumnTypes): string {
  if (value.op === 'arithmetic') return calculation(value, columns);
  return `CAST(${compileExpression(value, FLOAT, columns)} AS REAL)`;
}

/** Inside a JSON array a boolean column must read true or false, and JSON must not become a string. */
function jsonValue(value: Expression, sql: string, columns: ColumnTypes): string {
  const { kind } = typeOf(value, columns);
  if (kind === 'boolean') return `json(CASE WHEN ${sql} THEN 'true' ELSE 'false' END)`;
  // 2, not 2.0: the first item of the list reads as the number did.
  if (kind === 'float')
    return `CASE WHEN ${sql} = CAST(${sql} AS INTEGER) THEN CAST(${sql} AS INTEGER) ELSE ${sql} END`;
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
