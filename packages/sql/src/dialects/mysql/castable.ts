/**
 * Owns which values do not cast on MySQL. In a query it casts whatever it is given, to NULL or to less; so the condition
 * is asked by preflight, and again under the table's lock before anything is converted.
 */
import { assertNever, type ColumnType, type Expression } from '@objectstack/metadata-authoring';
import type { ColumnTypes } from '../../environment/column-types.ts';
import { compileExpression } from './compile-expression.ts';

export const NUMBER = '^[[:space:]]*[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*$';
const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const CLOCK = '[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?';
const ZONE = '(Z|[+-][0-9]{2}:?[0-9]{2})?';
/** Beyond it float(8,2) holds nothing. */
const FLOAT_LIMIT = '999999.995';

/**
 * True for rows whose value does not survive the conversion; null when every value casts.
 * @param row what columns are read from: `NEW.` in a trigger
 */
export function uncastableCondition(expression: Expression, columns: ColumnTypes, row = ''): string | null {
  switch (expression.op) {
    case 'cast': {
      const inner = uncastableCondition(expression.value, columns, row);
      const value = compileExpression(expression.value, expression.from, columns, row);
      const own = uncastable(value, expression.from, expression.to);
      if (inner === null || own === null) return inner ?? own;
      return `(${inner} OR ${own})`;
    }
    case 'json_array':
    case 'json_first':
      return uncastableCondition(expression.value, columns, row);
    case 'coalesce': {
      const conditions = expression.values.map((value) => uncastableCondition(value, columns, row));
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
  const unless = (condition: string) => `(${value} IS NOT NULL AND NOT coalesce(${condition}, 0))`;
  const isDay = from.kind === 'date' || from.kind === 'datetime';
  const characters = from.kind === 'string' || from.kind === 'text';
  switch (to.kind) {
    case 'string':
    case 'text':
      return null;
    case 'float':
      if (from.kind === 'boolean' || from.kind === 'float') return null;
      return unless(
        characters ? `${value} REGEXP '${NUMBER}' AND abs(${value} + 0e0) < ${FLOAT_LIMIT}` : '0',
      );
    case 'boolean':
      if (from.kind === 'boolean') return null;
      if (from.kind === 'float') return unless(`${value} IN (0, 1)`);
      return unless(
        `lower(trim(${value})) IN ('true', 't', 'yes', 'y', 'on', '1', 'false', 'f', 'no', 'n', 'off', '0')`,
      );
    case 'date':
    case 'datetime':
      if (isDay) return null;
      if (!characters) return unless('0');
      return unless(
        `trim(${value}) REGEXP '^${DAY}([T ]${CLOCK}${ZONE})?$' AND cast(left(replace(trim(${value}), 'T', ' '), 19) AS datetime) IS NOT NULL`,
      );
    case 'time':
      if (from.kind === 'time') return null;
      if (!characters) return unless('0');
      return unless(
        `${value} REGEXP '^${CLOCK}$' AND cast(${value} AS time(3)) < cast('24:00:00' AS time(3))`,
      );
    case 'json':
      return unless(`json_valid(${value})`);
    default:
      return assertNever(to, 'column type');
  }
}
