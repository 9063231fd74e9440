/** Owns typed value expressions in MySQL's SQL. Values are stored as the runtime stores them: booleans 0/1, instants in UTC. */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { nowText } from './column-default.ts';
import { quoteName, quoteText } from './quote.ts';

type Cast = Extract<Expression, { op: 'cast' }>;

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

function literal(value: string | number | boolean | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : quoteText(value);
}

function typeOf(value: Expression, columns: ColumnTypes): ColumnType {
  if (value.op === 'column') return columns.get(value.name) ?? { kind: 'text' };
  if (value.op === 'literal' && typeof value.value === 'boolean') return { kind: 'boolean' };
  return value.op === 'literal' && typeof value.value === 'number' ? { kind: 'float' } : { kind: 'text' };
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
