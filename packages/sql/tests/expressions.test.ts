/**
 * An expression gives the same values in every engine, and in each the rows that do not convert are the ones that its
 * condition names: no writer fails, and no value is made of what has none : see docs/expressions.md.
 */
import {
  bindExpression,
  type Engine,
  type Expression,
  expressionText,
} from '@objectstack/metadata-authoring';
import {
  arbitraryExpression,
  arbitraryExpressionRow,
  boolean,
  type CellValue,
  date,
  datetime,
  EXPRESSION_COLUMNS,
  evaluate,
  float,
  type GeneratedExpression,
  json,
  string,
  type TableRow,
  text,
  Uncastable,
} from '@objectstack/metadata-authoring-testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { describeEveryEngine } from './support/every-engine.ts';
import { ExpressionTable } from './support/expression-engines.ts';

const COUNT = inject('deep') ? 1_000 : 30;
const NOW = '2026-01-01T00:00:00.000Z';
const TARGETS = [text, string(12), float, boolean, date, datetime, json];

const rows = fc
  .sample(arbitraryExpressionRow, 60)
  .map((row, at): TableRow => ({ id: `r${String(at).padStart(3, '0')}`, ...row }));

describeEveryEngine('value expressions', ({ open }) => {
  let engine: Engine;
  let tables: ExpressionTable;
  beforeAll(async () => {
    const subject = await open();
    engine = subject.environment.engine;
    tables = await ExpressionTable.open(subject, TARGETS, rows);
  });
  afterAll(async () => tables.close());

  it(
    `give what the same tree gives in memory, ${COUNT} expressions over ${rows.length} rows`,
    async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryExpression(), async (generated) => {
          const expression = bound(generated);
          const expected = rows.map((row) => inMemory(expression, row, generated, engine));
          const run = await tables.run(expression, generated.target);
          const said = (values: readonly unknown[]) =>
            values.map(
              (value, at) => `${rows[at]?.id}: ${JSON.stringify(comparable(value, generated, engine))}`,
            );
          const label = expressionText(expression);
          expect([label, run.fails.flatMap((fails, at) => (fails ? [rows[at]?.id] : []))]).toEqual([
            label,
            expected.flatMap((value, at) => (value === undefined ? [rows[at]?.id] : [])),
          ]);
          const values = said(expected.map((value) => value ?? null));
          expect([label, ...said(run.updated)]).toEqual([label, ...values]);
          expect([label, ...said(run.synced)]).toEqual([label, ...values]);
        }),
        { numRuns: COUNT },
      );
    },
    COUNT * 1_000,
  );
});

function bound({ authored, target }: GeneratedExpression): Expression {
  const result = bindExpression(authored, EXPRESSION_COLUMNS, target);
  if ('problems' in result)
    throw new Error(`${JSON.stringify(authored)}: ${JSON.stringify(result.problems)}`);
  return result.expression;
}

/** undefined: the value does not convert. */
function inMemory(
  expression: Expression,
  row: TableRow,
  { target }: GeneratedExpression,
  engine: Engine,
): CellValue | undefined {
  try {
    const value = evaluate(expression, row, target, NOW, engine);
    const isTooLong = target.kind === 'string' && [...String(value ?? '')].length > target.length;
    return isTooLong ? undefined : value;
  } catch (error) {
    if (error instanceof Uncastable) return undefined;
    throw error;
  }
}

/** A driver that parses JSON gives a text that is no list as that text. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** As a reader of any engine would take it: booleans for 1 and 0, lists by their content, numbers by 32 bits where a column has no more. */
function comparable(value: unknown, { target }: GeneratedExpression, engine: Engine): unknown {
  if (value === null || value === undefined) return null;
  if (target.kind === 'boolean') return Boolean(value);
  if (target.kind === 'json') return parsed(String(value));
  if (target.kind === 'float') return engine === 'sqlite' ? value : Math.fround(Number(value)) + 0;
  return value;
}
