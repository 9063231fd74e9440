/** Owns the way back of an expression, where it follows from the way there. */
import type { Expression } from './expression.ts';

/**
 * @param column by which the value is called on the way back
 * @returns null where two values become one, or where nothing says what a value was. A map that keeps the rest is taken
 * for one-to-one when its cases are: a value that stood there before under the new name of another comes back as that.
 */
export function inverseOf(expression: Expression, column: string): Expression | null {
  const value: Expression = { op: 'column', name: column };
  switch (expression.op) {
    case 'column':
      return value;
    case 'map': {
      if (expression.value.op !== 'column' || expression.otherwise !== 'keep') return null;
      const cases = swapped(expression.cases);
      return cases && { ...expression, value, from: expression.to, to: expression.from, cases };
    }
    case 'map_items': {
      if (expression.value.op !== 'column') return null;
      const cases = swapped(expression.cases);
      return cases && { ...expression, value, cases };
    }
    default:
      return null;
  }
}

function swapped<T>(
  cases: readonly { readonly from: T; readonly to: T | null }[],
): { readonly from: T; readonly to: T }[] | null {
  const back = new Map<T, T>();
  for (const { from, to } of cases) {
    if (to === null || back.has(to)) return null;
    back.set(to, from);
  }
  return [...back].map(([from, to]) => ({ from, to }));
}
