/**
 * Owns which values do not cast on PostgreSQL: the server itself is asked, value by value, because no rule of ours
 * could follow its casts. Servers before 16 have no function for that; a temporary one catches the error.
 */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { typeText } from './column-type.ts';
import { compileExpression } from './compile-expression.ts';

/** Lives in the transaction that asks, and goes with its rollback. */
export const CREATE_CASTABLE = `CREATE FUNCTION pg_temp.authoring_castable(value text, type text) RETURNS boolean
  LANGUAGE plpgsql AS $function$
  BEGIN
    EXECUTE format('SELECT CAST($1 AS %s)', type) USING value;
    RETURN true;
  EXCEPTION WHEN data_exception THEN
    RETURN false;
  END $function$`;

/** True for rows whose value does not survive the conversion; null when every value casts. */
export function uncastableCondition(expression: Expression, columns: ColumnTypes): string | null {
  switch (expression.op) {
    case 'cast': {
      const value = compileExpression(expression.value, expression.from, columns);
      return uncastable(value, expression.from, expression.to);
    }
    case 'json_array':
    case 'json_first':
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
  if (to.kind === 'string' || to.kind === 'text' || from.kind === to.kind) return null;
  if (from.kind === 'boolean' && to.kind === 'float') return null;
  if (to.kind === 'boolean' && from.kind === 'float')
    return `(${value} IS NOT NULL AND ${value} NOT IN (0, 1))`;
  if ((from.kind === 'date' && to.kind === 'datetime') || (from.kind === 'datetime' && to.kind === 'date'))
    return null;
  return `(${value} IS NOT NULL AND NOT pg_temp.authoring_castable((${value})::text, '${typeText(to)}'))`;
}
