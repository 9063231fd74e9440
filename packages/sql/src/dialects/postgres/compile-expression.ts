/** Owns typed value expressions in PostgreSQL's SQL. */
import { assertNever, type ColumnType, type Expression, typeOf } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { nowText } from './column-default.ts';
import { typeText } from './column-type.ts';
import { mapItems } from './map-items.ts';
import { quoteName, quoteText } from './quote.ts';

type Cast = Extract<Expression, { op: 'cast' }>;
type Arithmetic = Extract<Expression, { op: 'arithmetic' }>;
type Scalar = Extract<Expression, { op: 'literal' }>['value'];

const TEXT: ColumnType = { kind: 'text' };
const FLOAT: ColumnType = { kind: 'float' };

/**
 * @param target the type of the column that takes the value
 * @param row what columns are read from: `NEW.` in a trigger
 */
export function compileExpression(
  expression: Expression,
  target: ColumnType,
  columns: ColumnTypes,
  row = '',
): string {
  switch (expression.op) {
    case 'literal':
      return literal(expression.value);
    case 'column':
      return `${row}${quoteName(expression.name)}`;
    case 'now':
      return nowText(target);
    case 'coalesce':
      return `coalesce(${expression.values.map((value) => compileExpression(value, target, columns, row)).join(', ')})`;
    case 'concat':
      return concat(expression.values, columns, row);
    case 'substring': {
      const { start, length } = expression;
      const value = compileExpression(expression.value, TEXT, columns, row);
      return `substring(${value}, ${start}${length === null ? '' : `, ${length}`})`;
    }
    case 'map': {
      const { cases, otherwise, from, to } = expression;
      const value = compileExpression(expression.value, from, columns, row);
      const rest = otherwise === 'keep' ? value : compileExpression(otherwise, to, columns, row);
      const whens = cases.map((one) => `WHEN ${literal(one.from)} THEN ${typed(one.to, to)}`);
      return `CASE ${value} ${whens.join(' ')} ELSE ${rest} END`;
    }
    case 'map_items':
      return mapItems(compileExpression(expression.value, { kind: 'json' }, columns, row), expression.cases);
    case 'arithmetic':
      return `${calculation(expression, columns, row)}::real`;
    case 'json_array': {
      const value = compileExpression(expression.value, target, columns, row);
      return `CASE WHEN ${value} IS NOT NULL THEN json_build_array(${jsonValue(expression.value, value, columns)}) END`;
    }
    case 'json_first': {
      const value = compileExpression(expression.value, { kind: 'json' }, columns, row);
      return `CASE json_typeof(${value}) WHEN 'array' THEN ${value} ->> 0 ELSE ${value} #>> '{}' END`;
    }
    case 'cast':
      return cast(compileExpression(expression.value, expression.from, columns, row), expression);
    default:
      return assertNever(expression, 'expression');
  }
}

/** Untyped text takes the type of where it goes; a bare number would not fit a text column. */
function literal(value: Scalar): string {
  return value === null ? 'NULL' : quoteText(String(value));
}

/** For a place that takes its own type from what stands in it. Never as varchar(n), which would cut in silence. */
function typed(value: Scalar, type: ColumnType): string {
  return `${literal(value)}::${type.kind === 'string' ? 'text' : typeText(type)}`;
}

function concat(values: readonly Expression[], columns: ColumnTypes, row: string): string {
  const parts = values.map((value) => compileExpression(value, TEXT, columns, row));
  const text = parts.map((part, at) => (values[at]?.op === 'literal' ? part : `coalesce(${part}, '')`));
  const joined = `(${text.join(' || ')})`;
  // A literal is never NULL: without one the whole is, when all parts are.
  if (values.some(({ op }) => op === 'literal')) return joined;
  return `CASE WHEN coalesce(${parts.join(', ')}) IS NOT NULL THEN ${joined} END`;
}

/** In 64 bits, as it comes. */
function calculation({ operator, left, right }: Arithmetic, columns: ColumnTypes, row: string): string {
  return `(${operand(left, columns, row)} ${operator} ${operand(right, columns, row)})`;
}

/** By way of its text: the 32 bits of 0.1 read as 64 are 0.10000000149011612. */
export function operand(value: Expression, columns: ColumnTypes, row = ''): string {
  if (value.op === 'arithmetic') return calculation(value, columns, row);
  if (value.op === 'literal') return `${literal(value.value)}::float8`;
  return `(${compileExpression(value, FLOAT, columns, row)})::text::float8`;
}

/** Inside a JSON array literals keep their own type, and an instant reads as the runtime writes it. */
function jsonValue(value: Expression, sql: string, columns: ColumnTypes): string {
  if (value.op === 'literal')
    return typeof value.value === 'string' ? `${quoteText(value.value)}::text` : String(value.value);
  const type = typeOf(value, columns);
  return type.kind === 'datetime' ? textOf(sql, type) : sql;
}

function cast(value: string, { from, to }: Cast): string {
  const characters = from.kind === 'string' || from.kind === 'text';
  const text = characters ? value : `${value}::text`;
  switch (to.kind) {
    case 'string':
    case 'text':
      // Never ::varchar(n), which would cut in silence: the assignment to the column refuses what is too long.
      return textOf(value, from);
    case 'float':
      return from.kind === 'boolean' ? `${value}::int::real` : `(${text})::real`;
    case 'boolean':
      // As a text: 2 is neither true nor false, where a comparison would make it true.
      return from.kind === 'float'
        ? `CASE ${value} WHEN 0 THEN false ELSE (${text})::boolean END`
        : `(${text})::boolean`;
    case 'date':
      return from.kind === 'datetime' ? `(${value} AT TIME ZONE 'UTC')::date` : `(${text})::date`;
    case 'datetime':
      return from.kind === 'date' ? `(${value}::timestamp AT TIME ZONE 'UTC')` : `(${text})::timestamptz`;
    case 'time':
      return `(${text})::time`;
    case 'json':
      return characters ? `(${value})::json` : `to_json(${value})`;
    default:
      return assertNever(to, 'column type');
  }
}

/** The runtime's own texts: no exponent in numbers, instants in UTC with milliseconds. */
function textOf(value: string, from: ColumnType): string {
  switch (from.kind) {
    case 'string':
    case 'text':
      return value;
    case 'float':
      return `trim_scale(${value}::text::numeric)::text`;
    case 'datetime':
      return `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    default:
      return `${value}::text`;
  }
}
