/** Owns typed value expressions in PostgreSQL's SQL. */
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
      // Untyped text takes the type of where it goes; a bare number would not fit a text column.
      return expression.value === null ? 'NULL' : quoteText(String(expression.value));
    case 'column':
      return `${row}${quoteName(expression.name)}`;
    case 'now':
      return nowText(target);
    case 'coalesce':
      return `coalesce(${expression.values.map((value) => compileExpression(value, target, columns, row)).join(', ')})`;
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

/** Inside a JSON array literals keep their own type, and an instant reads as the runtime writes it. */
function jsonValue(value: Expression, sql: string, columns: ColumnTypes): string {
  if (value.op === 'literal')
    return typeof value.value === 'string' ? `${quoteText(value.value)}::text` : String(value.value);
  const type = value.op === 'column' ? columns.get(value.name) : undefined;
  return type?.kind === 'datetime' ? textOf(sql, type) : sql;
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
      return from.kind === 'float' ? `(${value} <> 0)` : `(${text})::boolean`;
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
