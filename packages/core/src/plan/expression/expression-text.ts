/** Owns how an expression reads for people: one line, in the words of its ops. */
import { assertNever } from '../../error.ts';
import type { Expression } from './expression.ts';

export function expressionText(expression: Expression): string {
  switch (expression.op) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'column':
      return expression.name;
    case 'now':
      return 'now';
    case 'cast':
      return `${expressionText(expression.value)} as ${expression.to.kind}`;
    case 'coalesce':
    case 'concat':
      return `${expression.op}(${expression.values.map(expressionText).join(', ')})`;
    case 'substring': {
      const { value, start, length } = expression;
      const end = length === null ? 'the end' : `${start + length - 1}`;
      return `characters ${start} to ${end} of ${expressionText(value)}`;
    }
    case 'map': {
      const { value, cases, otherwise } = expression;
      const rest = otherwise === 'keep' ? '' : `, else ${expressionText(otherwise)}`;
      return `${expressionText(value)} with ${casesText(cases)}${rest}`;
    }
    case 'map_items':
      return `items of ${expressionText(expression.value)} with ${casesText(expression.cases)}`;
    case 'arithmetic': {
      const { operator, left, right } = expression;
      return `(${expressionText(left)} ${operator} ${expressionText(right)})`;
    }
    case 'json_array':
      return `[${expressionText(expression.value)}]`;
    case 'json_first': {
      const list = expressionText(expression.value);
      return expression.value.op === 'column' ? `${list}[0]` : `(${list})[0]`;
    }
    default:
      return assertNever(expression, 'expression');
  }
}

function casesText(cases: readonly { readonly from: unknown; readonly to: unknown }[]): string {
  return cases.map(({ from, to }) => `${JSON.stringify(from)} → ${JSON.stringify(to)}`).join(', ');
}
