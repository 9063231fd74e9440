/**
 * Owns the proof that preflight counts a row if and only if an author's expression makes no value of it: the same rows as
 * in memory, and the same that the engine's own fill refuses, which is asked by running it.
 */
import {
  AuthoringError,
  bindExpression,
  type ColumnType,
  type Engine,
  type Expression,
  expressionText,
  type MadeValue,
  type PreflightFinding,
} from '@objectstack/metadata-authoring';
import {
  arbitraryExpression,
  arbitraryExpressionRow,
  column,
  EXPRESSION_COLUMNS,
  evaluate,
  float,
  json,
  step,
  string,
  type TableRow,
  table,
  text,
  Uncastable,
  Workbench,
} from '@objectstack/metadata-authoring-testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import { outOf } from './support/expression-engines.ts';
import type { OpenSubject } from './support/target-subjects.ts';

const COUNT = inject('deep') ? 300 : 12;
const NOW = '2026-01-01T00:00:00.000Z';
/** All of their keys are told. */
const ROWS = 18;
const SHORT = string(6);

const ask = { check: 'stated_values', stepId: 's', table: 'thing' } as const;

function suite({ open }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  let engine: Engine;
  beforeEach(async () => {
    subject = await open();
    engine = subject.environment.engine;
    bench = await Workbench.open(async () => subject);
  });
  afterEach(() => bench.close());

  const created = (type: ColumnType) =>
    bench.create(
      table('thing', [
        ...[...EXPRESSION_COLUMNS].map(([name, of]) => column(name, of)),
        column(outOf(type), type),
      ]),
    );
  const keysOf = (findings: readonly PreflightFinding[], ...kinds: readonly string[]) =>
    findings
      .filter(({ check }) => kinds.includes(check))
      .flatMap(({ keys = [] }) => keys)
      .toSorted();

  /** By filling, and taking away whatever stops it, until it passes. */
  async function refusedByFill(value: Expression, type: ColumnType): Promise<readonly string[]> {
    const fill = { ...step('backfill', 'thing'), column: outOf(type), value, rows: 'stale' as const };
    const refused: string[] = [];
    for (;;) {
      try {
        await bench.apply([fill]);
        return refused.toSorted();
      } catch (error) {
        if (!(error instanceof AuthoringError) || error.code !== 'PREFLIGHT_FAILED') throw error;
        const keys = error.details.keys as readonly string[];
        expect(keys.length).toBeGreaterThan(0);
        refused.push(...keys);
        await subject.exec(`DELETE FROM thing WHERE id IN (${keys.map((key) => `'${key}'`).join(', ')})`);
      }
    }
  }

  it(
    `counts the rows that the fill refuses, and no other: ${COUNT} expressions over ${ROWS} rows`,
    async () => {
      let counted = 0;
      await fc.assert(
        fc.asyncProperty(
          arbitraryExpression(),
          fc.boolean(),
          fc.array(arbitraryExpressionRow, { minLength: ROWS, maxLength: ROWS }),
          async ({ authored, target }, isShort, generated) => {
            const bind = (type: ColumnType) => bindExpression(authored, EXPRESSION_COLUMNS, type);
            // A text of the expression itself that is too long is refused before any row is looked at.
            const type = isShort && target.kind === 'text' && !('problems' in bind(SHORT)) ? SHORT : target;
            const bound = bind(type);
            if ('problems' in bound) throw new Error(JSON.stringify(bound.problems));
            const { expression: value } = bound;
            const rows = generated.map(
              (row, at): TableRow => ({ id: `r${String(at).padStart(2, '0')}`, ...row }),
            );
            await subject.exec('DROP TABLE IF EXISTS thing');
            await created(type);
            await subject.insert(
              'thing',
              rows.map((row) => stored(row, engine)),
            );
            const outcome = new Map(rows.map((row) => [String(row.id), inMemory(value, row, type, engine)]));
            const expected = (what: string) =>
              [...outcome]
                .filter(([, one]) => one === what)
                .map(([id]) => id)
                .toSorted();
            const made: MadeValue = { value, type, columns: Object.fromEntries(EXPRESSION_COLUMNS) };
            const label = expressionText(value);
            const found = await bench.database.preflight([{ ...ask, column: outOf(type), made }]);
            expect([label, keysOf(found, 'uncastable', 'out_of_range')]).toEqual([label, expected('fails')]);
            expect([label, keysOf(found, 'too_long')]).toEqual([label, expected('too long')]);
            const empty = await bench.database.preflight([
              { check: 'null_values', stepId: 's', table: 'thing', column: outOf(type), made },
            ]);
            expect([label, keysOf(empty, 'null_values')]).toEqual([label, expected('nothing')]);
            const refused = [...expected('fails'), ...expected('too long')].toSorted();
            expect([label, await refusedByFill(value, type)]).toEqual([label, refused]);
            counted += refused.length;
          },
        ),
        { numRuns: COUNT },
      );
      expect(counted).toBeGreaterThan(0);
    },
    COUNT * 20_000,
  );

  const col = (name: string) => ({ op: 'column', name }) as const;
  const read = (...names: readonly string[]) =>
    Object.fromEntries([...EXPRESSION_COLUMNS].filter(([name]) => names.includes(name)));
  const found = async (about: { made: MadeValue } & Record<string, unknown>, name = 'x') =>
    (await bench.database.preflight([{ ...ask, column: name, ...about }])).map(
      ({ check, count, keys, sample }) => [check, count, keys, sample],
    );

  it('tells what is none, what is too large and what is too long by their keys, and shows of values how they begin', async () => {
    await created(float);
    await subject.insert('thing', [
      { id: 'a', title: '12', size: 1, price: 2 },
      { id: 'b', title: 'twelve', size: 1, price: 0 },
      { id: 'c', title: '1e39', size: 9000, price: 9000 },
      { id: 'd', title: null, size: null, price: 0 },
    ]);
    const number = { op: 'cast', value: col('title'), from: text, to: float } as const;
    const beyond = engine === 'sqlite' ? [] : [['out_of_range', 1, ['c'], ['1••• (4 characters)']]];
    expect(await found({ made: { value: number, type: float, columns: read('title') } })).toEqual([
      ['uncastable', 1, ['b'], ['t••• (6 characters)']],
      ...beyond,
    ]);
    const divided = { op: 'arithmetic', operator: '/', left: col('size'), right: col('price') } as const;
    expect(await found({ made: { value: divided, type: float, columns: read('size', 'price') } })).toEqual([
      ['uncastable', 1, ['b'], [expect.stringMatching(/^size .*••• \(\d.*\), price .*••• \(\d/)]],
    ]);
    const squared = { ...divided, operator: '*' } as const;
    expect(await found({ made: { value: squared, type: float, columns: read('size', 'price') } })).toEqual(
      engine === 'mysql' ? [['out_of_range', 1, ['c'], [expect.stringContaining('size 9•••')]]] : [],
    );
    const joined = { op: 'concat', values: [col('title'), col('title')] } as const;
    expect(await found({ made: { value: joined, type: SHORT, columns: read('title') } })).toEqual([
      ['too_long', 2, ['b', 'c'], ['t••• (6 characters)', '1••• (4 characters)']],
    ]);
    // Only of rows that get one.
    expect(
      await found({ made: { value: number, type: float, columns: read('title') }, among: 'size' }),
    ).toEqual([]);
  });

  it('tells a choice that is made and not offered, and lets be what was there', async () => {
    await created(string(20));
    await subject.insert('thing', [
      { id: 'a', code: 'EU-1' },
      { id: 'b', code: 'AS-2' },
      { id: 'c', code: 'X' },
      { id: 'd', code: 'eu-3' },
      { id: 'e', code: null },
    ]);
    const region = { op: 'substring', value: col('code'), start: 1, length: 2 } as const;
    const made = { value: region, type: string(20), columns: read('code') };
    expect(await found({ made, choices: ['EU', 'US'] })).toEqual([
      ['unoffered_choices', 3, ['b', 'c', 'd'], expect.anything()],
    ]);
    expect(await found({ made, choices: ['EU', 'US'], replaces: 'code' })).toEqual([
      ['unoffered_choices', 2, ['b', 'd'], expect.anything()],
    ]);
  });

  it('fills only empty values, and makes none of what has none', async () => {
    await created(float);
    const out = outOf(float);
    await subject.insert('thing', [
      { id: 'a', title: 'word', [out]: 1 },
      { id: 'b', title: '7', [out]: null },
      { id: 'c', title: 'word', [out]: null },
    ]);
    const value = { op: 'cast', value: col('title'), from: text, to: float } as const;
    const fill = { ...step('backfill', 'thing'), column: out, value, rows: 'empty' as const };
    await expect(bench.apply([fill])).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { keys: ['c'] },
    });
    await subject.exec("UPDATE thing SET title = '8' WHERE id = 'c'");
    await bench.apply([fill]);
    expect(await subject.select('thing', [out])).toEqual([{ [out]: 1 }, { [out]: 7 }, { [out]: 8 }]);
  });

  it('counts lists that the engine itself cannot read, instead of stopping at them', async () => {
    await created(text);
    // MariaDB itself refuses half of a character.
    const halves = engine === 'mysql' ? [] : [{ id: 'c', value: '["\\ud800"]' }];
    await subject.insert('thing', [
      { id: 'a', value: '["x"]' },
      { id: 'b', value: '["\\u0000"]' },
      ...halves,
    ]);
    const first = { op: 'json_first', value: col('value') } as const;
    const mapped = { op: 'map_items', value: col('value'), cases: [{ from: 'x', to: 'y' }] } as const;
    for (const [value, type] of [
      [first, text],
      [mapped, json],
    ] as const) {
      const keys = (await found({ made: { value, type, columns: read('value') } })).map(([, , all]) => all);
      // No engine takes a NUL, so that all of them take the same; half of a character is a text like any other elsewhere.
      expect(keys).toEqual(engine === 'postgres' ? [['b', 'c']] : [['b']]);
    }
  });
}

/** What becomes of a row. */
function inMemory(value: Expression, row: TableRow, type: ColumnType, engine: Engine): string {
  try {
    const made = evaluate(value, row, type, NOW, engine);
    if (made === null) return 'nothing';
    return type.kind === 'string' && [...String(made)].length > type.length ? 'too long' : 'fits';
  } catch (error) {
    if (error instanceof Uncastable) return 'fails';
    throw error;
  }
}

/** MySQL takes no zone in a text that is written to a column: its drivers bring an instant to UTC. */
function stored(row: TableRow, engine: Engine): TableRow {
  if (engine !== 'mysql' || typeof row.seen !== 'string') return row;
  return { ...row, seen: row.seen.replace('T', ' ').replace('Z', '') };
}

describeEveryEngine('what preflight counts of expressions', suite);
