/** Owns putting expressions in the place of columns. */
import { assertNever } from '../../error.ts';
import type { Expression } from './expression.ts';

/** @param by column → what stands there instead; columns that are not named stay */
export function substitute(expression: Expression, by: ReadonlyMap<string, Expression>): Expression {
  const inside = (value: Expression) => substitute(value, by);
  switch (expression.op) {
    case 'column':
      return by.get(expression.name) ?? expression;
    case 'literal':
    case 'now':
      return expression;
    case 'coalesce':
    case 'concat':
      return { ...expression, values: expression.values.map(inside) };
    case 'arithmetic':
      return { ...expression, left: inside(expression.left), right: inside(expression.right) };
    case 'map': {
      const { value, otherwise } = expression;
      return {
        ...expression,
        value: inside(value),
        otherwise: otherwise === 'keep' ? otherwise : inside(otherwise),
      };
    }
    case 'cast':
    case 'substring':
    case 'map_items':
    case 'json_array':
    case 'json_first':
      return { ...expression, value: inside(expression.value) };
    default:
      return assertNever(expression, 'expression');
  }
}
