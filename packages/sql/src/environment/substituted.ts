/** Owns the way back of a conversion: what preflight compares a value with to know whether it stays what it is. */
import type { Expression } from '@objectstack/metadata-authoring';

/** The expression with another one in the place of a column. */
export function substituted(expression: Expression, column: string, by: Expression): Expression {
  switch (expression.op) {
    case 'column':
      return expression.name === column ? by : expression;
    case 'cast':
    case 'json_array':
    case 'json_first':
      return { ...expression, value: substituted(expression.value, column, by) };
    case 'coalesce':
      return { ...expression, values: expression.values.map((value) => substituted(value, column, by)) };
    default:
      return expression;
  }
}
