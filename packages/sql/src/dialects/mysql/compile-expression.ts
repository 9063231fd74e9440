/** Owns typed value expressions in MySQL's SQL. Values are stored as the runtime stores them: booleans 0/1, instants in UTC. */
import { assertNever, type ColumnType, type Expression, typeOf } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { nowText, storedInstant } from './column-default.ts';
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
      return literal(expression.value, target);
    case 'column':
      return `${row}${quoteName(expression.name)}`;
    case 'now':
      return nowText(target);
    case 'coalesce':
      return `coalesce(${expression.values.map((value) => compileExpression(value, target, columns, row)).join(', ')})`;
    case 'concat': {
      const { values } = expression;
      const parts = values.map((value) => compileExpression(value, TEXT, columns, row));
      const text = parts.map((part, at) => (values[at]?.op === 'literal' ? part : `coalesce(${part}, '')`));
      const joined = `concat(${text.join(', ')})`;
      // A literal is never NULL: without one the whole is, when all parts are.
      if (values.some(({ op }) => op === 'literal')) return joined;
      return `CASE WHEN coalesce(${parts.join(', ')}) IS NOT NULL THEN ${joined} END`;
    }
    case 'substring': {
      const { start, length } = expression;
      const value = compileExpression(expression.value, TEXT, columns, row);
      return `substring(${value}, ${start}${length === null ? '' : `, ${length}`})`;
    }
    case 'map': {
      const { cases, otherwise, from, to } = expression;
      const value = compileExpression(expression.value, from, columns, row);
      const rest = otherwise === 'keep' ? value : compileExpression(otherwise, to, columns, row);
      const whens = cases.map((one) => `WHEN ${compared(one.from, from)} THEN ${literal(one.to, to)}`);
      return `CASE ${comparable(value, from)} ${whens.join(' ')} ELSE ${rest} END`;
    }
    case 'map_items':
      return mapItems(compileExpression(expression.value, { kind: 'json' }, columns, row), expression.cases);
    case 'arithmetic':
      return `round(${calculation(expression, columns, row)}, 2)`;
    case 'json_array': {
      const value = compileExpression(expression.value, target, columns, row);
      const item = jsonText(value, typeOf(expression.value, columns));
      return `CASE WHEN ${value} IS NOT NULL THEN concat('[', ${item}, ']') END`;
    }
    case 'json_first': {
      const value = compileExpression(expression.value, { kind: 'json' }, columns, row);
      const item = `json_extract(${value}, if(json_type(${value}) = 'ARRAY', '$[0]', '$'))`;
      return `CASE json_type(${item}) WHEN 'NULL' THEN NULL ELSE json_unquote(${item}) END`;
    }
    case 'cast':
      return cast(compileExpression(expression.value, expression.from, columns, row), expression);
    default:
      return assertNever(expression, 'expression');
  }
}

function literal(value: Scalar, target: ColumnType): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return String(value);
  return quoteText(target.kind === 'datetime' ? storedInstant(value) : value);
}

/** What a value is compared by: texts by their bytes, because a collation takes many of them for equal. */
export function comparable(value: string, type: ColumnType): string {
  switch (type.kind) {
    case 'string':
    case 'text':
      return `cast(${value} AS binary)`;
    case 'float':
      return `round(${value}, 2)`;
    default:
      return value;
  }
}

/** The other side of it. A bare text beside a day would be compared as a text. */
export function compared(value: string | number | boolean, type: ColumnType): string {
  switch (type.kind) {
    case 'float':
      return `${value}${String(value).includes('e') ? '' : 'e0'}`;
    case 'date':
      return `DATE${literal(value, type)}`;
    case 'datetime':
      return `TIMESTAMP${literal(value, type)}`;
    case 'time':
      return `TIME${literal(value, type)}`;
    default:
      return literal(value, type);
  }
}

/** In 64 bits, as it comes. */
export function calculation(
  { operator, left, right }: Arithmetic,
  columns: ColumnTypes,
  row: string,
): string {
  return `(${operand(left, columns, row)} ${operator} ${operand(right, columns, row)})`;
}

/** By its two digits: the bits of a column's 0.1 read as 64 are 0.10000000149011612. */
export function operand(value: Expression, columns: ColumnTypes, row: string): string {
  if (value.op === 'arithmetic') return calculation(value, columns, row);
  if (value.op === 'literal' && typeof value.value === 'number') return compared(value.value, FLOAT);
  return `round(${compileExpression(value, FLOAT, columns, row)}, 2)`;
}

/** The value as it stands within JSON: the functions that make JSON take a boolean for a number. */
function jsonText(value: string, type: ColumnType): string {
  switch (type.kind) {
    case 'json':
      return value;
    case 'float':
    case 'boolean':
      return textOf(value, type);
    default:
      return `json_quote(${textOf(value, type)})`;
  }
}

function cast(value: string, { from, to }: Cast): string {
  switch (to.kind) {
    case 'string':
    case 'text':
      return textOf(value, from);
    case 'float':
      // What is no number makes a change of rows fail; two digits are what the column keeps.
      return from.kind === 'boolean' ? value : `round(${value} + 0e0, 2)`;
    case 'boolean':
      if (from.kind === 'float') return `(${value} <> 0)`;
      return `CASE WHEN lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 WHEN ${value} IS NOT NULL THEN 0 END`;
    case 'date':
      return from.kind === 'datetime' ? `date(${value})` : `cast(left(${value}, 10) AS date)`;
    case 'datetime':
      return from.kind === 'date' ? `cast(${value} AS datetime(3))` : instantOf(value);
    case 'time':
      return `cast(${value} AS time(3))`;
    case 'json':
      return value;
    default:
      return assertNever(to, 'column type');
  }
}

const ZONE = '(Z|[+-][0-9]{2}:?[0-9]{2})$';

/** An ISO text as an instant in UTC: the server reads no zone in a text, so that it is taken off and counted in. */
function instantOf(value: string): string {
  const text = `trim(${value})`;
  const local = `cast(regexp_replace(replace(${text}, 'T', ' '), '${ZONE}', '') AS datetime(3))`;
  const zone = `replace(right(${text}, 6), ':', '')`;
  const minutes = `(substring(${zone}, -4, 2) * 60 + substring(${zone}, -2))`;
  const ahead = `CASE WHEN ${text} REGEXP '[+][0-9]{2}:?[0-9]{2}$' THEN -${minutes} WHEN ${text} REGEXP 'T.*-[0-9]{2}:?[0-9]{2}$' THEN ${minutes} ELSE 0 END`;
  return `timestampadd(MINUTE, ${ahead}, ${local})`;
}

/** The runtime's own texts: no trailing zeros in numbers, instants in UTC with milliseconds. */
function textOf(value: string, from: ColumnType): string {
  switch (from.kind) {
    case 'string':
    case 'text':
      return value;
    case 'float':
      return `trim(TRAILING '.' FROM trim(TRAILING '0' FROM cast(${value} AS decimal(20, 2))))`;
    case 'boolean':
      return `if(${value} IS NULL, NULL, if(${value}, 'true', 'false'))`;
    case 'datetime':
      return `concat(date_format(${value}, '%Y-%m-%dT%H:%i:%s.'), lpad(microsecond(${value}) DIV 1000, 3, '0'), 'Z')`;
    case 'time':
      return `trim(TRAILING '.000' FROM cast(${value} AS char))`;
    default:
      return `cast(${value} AS char)`;
  }
}
