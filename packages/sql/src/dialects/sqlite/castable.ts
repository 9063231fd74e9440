/**
 * Owns which values do not cast on SQLite. Its own CAST never fails: it makes 0 of 'abc'. So the condition is asked by
 * preflight, and again inside the transaction before the table is rebuilt.
 */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { compileExpression } from './compile-expression.ts';

/** True for rows whose value does not survive the conversion; null when every value casts. */
export function uncastableCondition(expression: Expression, columns: ColumnTypes): string | null {
  switch (expression.op) {
    case 'cast': {
      const inner = uncastableCondition(expression.value, columns);
      const value = compileExpression(expression.value, expression.from, columns);
      const own = uncastable(value, expression.from, expression.to);
      if (inner === null) return own;
      // A value that is no JSON would make json_extract fail: its own test comes first and decides.
      return own === null ? inner : `CASE WHEN ${inner} THEN 1 ELSE ${own} END`;
    }
    case 'json_first': {
      const value = compileExpression(expression.value, { kind: 'json' }, columns);
      return `(${value} IS NOT NULL AND NOT json_valid(${value}))`;
    }
    case 'json_array':
      return uncastableCondition(expression.value, columns);
    case 'coalesce': {
      const conditions = expression.values.map((value) => uncastableCondition(value, columns));
      const present = conditions.filter((condition) => condition !== null);
      return present.length === 0 ? null : `(${present.join(' OR ')})`;
    }
    case 'literal':
    case 'column':
    case 'now':
      return null;
    default:
      return assertNever(expression, 'expression');
  }
}

function uncastable(value: string, from: ColumnType, to: ColumnType): string | null {
  const some = (condition: string) => `(${value} IS NOT NULL AND NOT coalesce(${condition}, 0))`;
  const temporal = from.kind === 'date' || from.kind === 'datetime' || from.kind === 'time';
  const characters = from.kind === 'string' || from.kind === 'text';
  switch (to.kind) {
    case 'string':
    case 'text':
      return null;
    case 'float':
      if (from.kind === 'boolean' || from.kind === 'float') return null;
      // A comparison with a number turns a text into a number only if all of it reads like one.
      return some(characters ? `CAST(${value} AS REAL) = trim(${value})` : '0');
    case 'boolean':
      if (from.kind === 'boolean') return null;
      if (from.kind === 'float') return some(`${value} IN (0, 1)`);
      return some(
        `lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1', 'false', 'f', 'no', 'n', 'off', '0')`,
      );
    case 'date':
    case 'datetime':
      if (from.kind === 'time' || !(temporal || characters)) return some('0');
      return some(
        `${value} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(substr(${value}, 1, 10)) = substr(${value}, 1, 10) AND datetime(${value}) IS NOT NULL`,
      );
    case 'time':
      if (!characters && from.kind !== 'time') return some('0');
      return some(`${value} GLOB '[0-9][0-9]:[0-9][0-9]*' AND time(${value}) IS NOT NULL`);
    case 'json':
      return some(`json_valid(${value})`);
    default:
      return assertNever(to, 'column type');
  }
}
