/** Owns the edge where an author's expression comes in: its form and its size. What it means is bind-expression.ts. */
import { LIMITS } from '../../limits.ts';
import { checkParsed } from '../../metadata/check-parsed.ts';
import { type SchemaIssue, schemaIssues } from '../../validate/schema-problems.ts';
import type { AuthoredExpression } from './authored-expression.ts';
import { type ExpressionProblem, expressionInvalid } from './expression-problem.ts';
import { operandsOf } from './operands.ts';

const OPS =
  'literal, column, now, cast, coalesce, concat, substring, map, map_items, arithmetic, json_array or json_first';

/** @throws EXPRESSION_INVALID with every problem of its form; INPUT_UNPARSABLE, DEPTH_EXCEEDED for what is no JSON */
export async function parseExpression(input: unknown): Promise<AuthoredExpression> {
  checkParsed(input);
  const { authoredSchema } = await import('./authored-schema.ts');
  const issues = schemaIssues(authoredSchema, input);
  if (issues.length > 0) throw expressionInvalid(issues.map((issue) => problemOf(input, issue)));
  const expression = input as AuthoredExpression;
  const problem = tooLarge(expression);
  if (problem) throw expressionInvalid([problem]);
  return expression;
}

function problemOf(input: unknown, issue: SchemaIssue): ExpressionProblem {
  const path = issue.path.map(String).join('.');
  const op = opAt(input, issue.path);
  const place = path === '' ? 'the expression' : `'${path}'`;
  const isList = issue.code === 'invalid_type' && Array.isArray(valueAt(input, issue.path));
  if (issue.path.at(-1) === 'op' || issue.code === 'invalid_union' || isList)
    return { path, op, message: 'is no expression', suggestion: `give ${place} one of the ops ${OPS}` };
  if (issue.keys)
    return {
      path,
      op,
      message: `'${op}' has no ${issue.keys.map((key) => `'${key}'`).join(', ')}`,
      suggestion: `remove it from ${place}, or correct the spelling`,
    };
  return { path, op, message: issue.message, suggestion: `correct ${place}: see docs/expressions.md` };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Readonly<Record<PropertyKey, unknown>>)[key], input);
}

/** The op whose part lies at the path: the innermost one around it. */
function opAt(input: unknown, path: readonly PropertyKey[]): string {
  let op = 'literal';
  let at = input;
  for (const key of [...path, '']) {
    if (typeof at !== 'object' || at === null) break;
    const own = (at as { readonly op?: unknown }).op;
    if (typeof own === 'string') op = own;
    at = (at as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return op;
}

function tooLarge(expression: AuthoredExpression): ExpressionProblem | null {
  let nodes = 0;
  let cases = 0;
  let levels = 0;
  const count = (node: AuthoredExpression, level: number) => {
    nodes += 1;
    levels = Math.max(levels, level);
    if (typeof node !== 'object' || node === null) return;
    if ('cases' in node) cases += node.cases.length;
    for (const operand of operandsOf(node)) count(operand, level + 1);
  };
  count(expression, 1);
  const problem = (message: string, suggestion: string) => ({
    path: '',
    op: opAt(expression, []),
    message,
    suggestion,
  });
  if (levels > LIMITS.expression_levels)
    return problem(
      `nests deeper than ${LIMITS.expression_levels} levels`,
      'convert in two releases, or simplify',
    );
  if (nodes > LIMITS.expression_nodes)
    return problem(`has more than ${LIMITS.expression_nodes} parts`, 'convert in two releases, or simplify');
  if (cases > LIMITS.expression_cases)
    return problem(`has more than ${LIMITS.expression_cases} cases`, 'convert in two releases');
  return null;
}
