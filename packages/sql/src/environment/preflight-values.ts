/** Owns what preflight shows of real values: enough to find the row, never the value itself. */
import { type Expression, LIMITS } from '@objectstack/metadata-authoring';

export const SAMPLES = LIMITS.preflight_samples;
export const KEYS = LIMITS.preflight_keys;

/** `a••• (9 characters)`: the first character and the length. */
export function masked(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text = typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : String(value);
  const [first = ''] = text;
  return `${first}••• (${text.length} characters)`;
}

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
