/** Owns whether an expression can give no value at all. What does not convert is another matter. */
import { assertNever } from '../../error.ts';
import type { Expression } from './expression.ts';

/** @param hasValue a column in which every row has one */
export function neverNull(expression: Expression, hasValue: (column: string) => boolean): boolean {
  const always = (value: Expression) => neverNull(value, hasValue);
  switch (expression.op) {
    case 'literal':
      return expression.value !== null;
    case 'now':
      return true;
    case 'column':
      return hasValue(expression.name);
    case 'coalesce':
    case 'concat':
      return expression.values.some(always);
    case 'map': {
      const { value, cases, otherwise } = expression;
      const rest = otherwise === 'keep' ? value : otherwise;
      return cases.every(({ to }) => to !== null) && always(rest);
    }
    case 'arithmetic':
      return always(expression.left) && always(expression.right);
    case 'cast':
    case 'substring':
    case 'map_items':
    case 'json_array':
      return always(expression.value);
    case 'json_first':
      // Of an empty list.
      return false;
    default:
      return assertNever(expression, 'expression');
  }
}
