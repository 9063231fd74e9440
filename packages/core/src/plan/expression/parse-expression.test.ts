import { describe, expect, it } from 'vitest';
import { isAuthoringError } from '../../error.ts';
import { LIMITS } from '../../limits.ts';
import type { AuthoredExpression } from './authored-expression.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import { parseExpression } from './parse-expression.ts';

async function problems(input: unknown): Promise<readonly string[]> {
  const error = await parseExpression(input).catch((thrown: unknown) => thrown);
  if (!isAuthoringError(error) || error.code !== 'EXPRESSION_INVALID') throw error;
  return (error.details.problems as readonly ExpressionProblem[]).map(
    ({ path, op, message }) => `${path} (${op}): ${message}`,
  );
}

const nested = (levels: number): AuthoredExpression =>
  levels === 1 ? 'x' : { op: 'concat', values: [nested(levels - 1)] };

describe('an expression as it is written', () => {
  it.each<AuthoredExpression>([
    'a',
    0,
    false,
    null,
    { op: 'now' },
    { op: 'literal', value: 'keep' },
    { op: 'cast', value: { op: 'column', name: 'amount' }, to: 'number' },
    { op: 'coalesce', values: [{ op: 'column', name: 'a' }, 'none'] },
    { op: 'concat', values: [{ op: 'column', name: 'first' }, ' ', { op: 'column', name: 'last' }] },
    { op: 'substring', value: { op: 'column', name: 'code' }, start: 1, length: 3 },
    { op: 'substring', value: { op: 'column', name: 'code' }, start: 4 },
    { op: 'map', value: { op: 'column', name: 'stage' }, cases: [{ from: 'a', to: null }] },
    { op: 'map', value: { op: 'column', name: 'stage' }, cases: [{ from: 1, to: true }], otherwise: false },
    { op: 'map_items', value: { op: 'column', name: 'tags' }, cases: [{ from: 'a', to: 'b' }] },
    { op: 'arithmetic', operator: '/', left: { op: 'column', name: 'cents' }, right: 100 },
    { op: 'json_array', value: { op: 'column', name: 'a' } },
    { op: 'json_first', value: { op: 'column', name: 'a' } },
  ])('takes %j as it is', async (expression) => {
    expect(await parseExpression(expression)).toEqual(expression);
  });

  it('says of every problem where it is and in which op', async () => {
    expect(
      await problems({
        op: 'concat',
        values: [
          { op: 'substring', value: 'a', start: 0 },
          { op: 'cast', value: 'a', to: 'integer' },
          { op: 'column', name: 'a', table: 'b' },
          { op: 'upper', value: 'a' },
          ['a'],
        ],
      }),
    ).toEqual([
      'values.0.start (substring): too small: expected number to be >=1',
      'values.1.to (cast): invalid option: expected one of "text"|"number"|"boolean"|"date"|"datetime"',
      "values.2 (column): 'column' has no 'table'",
      'values.3.op (upper): is no expression',
      'values.4 (concat): is no expression',
    ]);
  });

  it('is never SQL', async () => {
    expect(await problems({ op: 'sql', value: 'DROP TABLE x' })).toEqual(['op (sql): is no expression']);
  });

  it('holds only texts that every database stores', async () => {
    expect(await problems({ op: 'literal', value: 'a\0' })).toHaveLength(1);
    expect(await problems('x'.repeat(LIMITS.expression_text_chars + 1))).toHaveLength(1);
    expect(await parseExpression("it's \\ 🦊")).toBe("it's \\ 🦊");
  });

  it('has a size', async () => {
    expect(await parseExpression(nested(LIMITS.expression_levels))).toEqual(nested(LIMITS.expression_levels));
    expect(await problems(nested(LIMITS.expression_levels + 1))).toEqual([
      ` (concat): nests deeper than ${LIMITS.expression_levels} levels`,
    ]);
    const wide = (count: number) => ({ op: 'concat', values: Array.from({ length: count }, () => 'x') });
    expect(await problems(wide(LIMITS.expression_nodes))).toEqual([
      ` (concat): has more than ${LIMITS.expression_nodes} parts`,
    ]);
    const map = (count: number) => ({
      op: 'map',
      value: { op: 'column', name: 'a' },
      cases: Array.from({ length: count }, (_, at) => ({ from: at, to: at })),
    });
    expect(await problems(map(LIMITS.expression_cases + 1))).toEqual([
      ` (map): has more than ${LIMITS.expression_cases} cases`,
    ]);
  });
});
