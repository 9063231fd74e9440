/** Owns what an expression is made of, in both of its forms: every walk over a tree goes through here. */
import type { AuthoredExpression } from './authored-expression.ts';
import type { Expression } from './expression.ts';

type Node<E> = Exclude<E, string | number | boolean | null>;

/** The expressions directly inside this one, in the order in which they are written. */
export function operandsOf(expression: AuthoredExpression): readonly AuthoredExpression[];
export function operandsOf(expression: Expression): readonly Expression[];
export function operandsOf(
  expression: AuthoredExpression | Expression,
): readonly (AuthoredExpression | Expression)[] {
  if (typeof expression !== 'object' || expression === null) return [];
  const node: Node<AuthoredExpression> | Expression = expression;
  switch (node.op) {
    case 'coalesce':
    case 'concat':
      return node.values;
    case 'arithmetic':
      return [node.left, node.right];
    case 'map':
      return node.otherwise === undefined || node.otherwise === 'keep'
        ? [node.value]
        : [node.value, node.otherwise];
    case 'cast':
    case 'substring':
    case 'map_items':
    case 'json_array':
    case 'json_first':
      return [node.value];
    default:
      return [];
  }
}

/** Names of the columns that it reads, in the order in which they come. */
export function columnsOf(expression: AuthoredExpression | Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (node: AuthoredExpression) => {
    if (typeof node === 'object' && node !== null && node.op === 'column') names.add(node.name);
    for (const operand of operandsOf(node)) visit(operand);
  };
  // A bound tree has every part of an authored one.
  visit(expression as AuthoredExpression);
  return [...names];
}
