/** Owns how an expression reads for people, as it is written and as a plan holds it: one line, in the words of its ops. */
import { assertNever } from '../../error.ts';
import type { ColumnType } from '../storage/table-spec.ts';
import type { AuthoredExpression, CastTarget } from './authored-expression.ts';
import type { Expression } from './expression.ts';

export function expressionText(expression: AuthoredExpression | Expression): string {
  if (typeof expression !== 'object' || expression === null) return JSON.stringify(expression);
  switch (expression.op) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'column':
      return expression.name;
    case 'now':
      return 'now';
    case 'cast':
      return `${expressionText(expression.value)} as ${typeWord(expression.to)}`;
    case 'coalesce':
    case 'concat':
      return `${expression.op}(${expression.values.map(expressionText).join(', ')})`;
    case 'substring': {
      const { value, start, length } = expression;
      const end = length === null || length === undefined ? 'the end' : `${start + length - 1}`;
      return `characters ${start} to ${end} of ${expressionText(value)}`;
    }
    case 'map': {
      const { value, cases, otherwise } = expression;
      const rest =
        otherwise === undefined || otherwise === 'keep' ? '' : `, else ${expressionText(otherwise)}`;
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
      return isColumn(expression.value) ? `${list}[0]` : `(${list})[0]`;
    }
    default:
      return assertNever(expression, 'expression');
  }
}

function casesText(cases: readonly { readonly from: unknown; readonly to: unknown }[]): string {
  return cases.map(({ from, to }) => `${JSON.stringify(from)} → ${JSON.stringify(to)}`).join(', ');
}

function isColumn(value: AuthoredExpression | Expression): boolean {
  return typeof value === 'object' && value !== null && value.op === 'column';
}

/** As people who write an expression name a type. */
function typeWord(type: CastTarget | ColumnType): string {
  if (typeof type === 'string') return type;
  switch (type.kind) {
    case 'string':
      return 'text';
    case 'float':
      return 'number';
    case 'json':
      return 'list';
    default:
      return type.kind;
  }
}
