/** Owns which type the value of a bound expression has. */
import { assertNever } from '../../error.ts';
import type { ColumnType } from '../storage/table-spec.ts';
import type { Expression } from './expression.ts';

const TEXT: ColumnType = { kind: 'text' };

/** @param columns unknown ones count as text */
export function typeOf(expression: Expression, columns: ReadonlyMap<string, ColumnType>): ColumnType {
  switch (expression.op) {
    case 'literal':
      if (typeof expression.value === 'boolean') return { kind: 'boolean' };
      return typeof expression.value === 'number' ? { kind: 'float' } : TEXT;
    case 'column':
      return columns.get(expression.name) ?? TEXT;
    case 'now':
      return { kind: 'datetime' };
    case 'cast':
    case 'map':
      return expression.to;
    case 'coalesce': {
      const [first = { op: 'literal', value: null } as const] = expression.values;
      return typeOf(first, columns);
    }
    case 'concat':
    case 'substring':
    case 'json_first':
      return TEXT;
    case 'arithmetic':
      return { kind: 'float' };
    case 'map_items':
    case 'json_array':
      return { kind: 'json' };
    default:
      return assertNever(expression, 'expression');
  }
}
