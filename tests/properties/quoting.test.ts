/**
 * Proves that no name and no value is ever read as SQL: random changes of random schemas in which every table, column and
 * index is called what would end a quotation, and every text says it. A table beside them that all of it names is there still.
 */
import type { ColumnSpec, Expression, TableSpec } from '@objectstack/metadata-authoring';
import { column, literal, string, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { expect, inject, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from '../../packages/sql/tests/support/every-engine.ts';
import { tally } from '../support/tally.ts';
import { PlanRun, reversalOf } from './run-plan.ts';
import { type Change, changeOf, planOf } from './schema-with-rows.ts';

const seed = inject('seed');
const share = Number(process.env.FAULT_SHARE ?? 1);
const CASES = inject('deep') ? { sqlite: 500 * share, server: 100 * share } : { sqlite: 15, server: 3 };

const ENDS = [
  `"`,
  `'`,
  '`',
  ']',
  '\\',
  '$$',
  `";DROP TABLE canary;--`,
  `';DROP TABLE canary;--`,
  '`;DROP TABLE canary;--',
  `$$;DROP TABLE canary;--`,
  '/*',
  '--',
  '?',
  '$1',
  ':a',
  '%s',
  ' ',
  '.',
  '{}',
];
const SAID = ENDS.join('');
const CANARY = table('canary', [column('song', text)]);

describeEveryEngine('a change that is called what ends a quotation', suite);

function suite({ open, connect }: EngineUnderTest): void {
  it('I-43: reads no name and no value as SQL', async () => {
    const cases = connect === null ? CASES.sqlite : CASES.server;
    const counts = { plans: 0, steps: 0 };
    for (let n = 0; n < cases; n += 1) {
      const bench = await Workbench.open(open);
      try {
        counts.steps += await expectQuoted(bench, hostile(changeOf(seed + n), n));
        counts.plans += 1;
      } catch (error) {
        throw new Error(`SEED=${seed}: change ${n}`, { cause: error });
      } finally {
        await bench.close();
      }
    }
    tally(`P quoting · ${connect === null ? 'sqlite' : 'servers'}`, counts);
  }, 3_600_000);
}

/** @returns how many steps were run */
async function expectQuoted(bench: Workbench, change: Change): Promise<number> {
  const { subject, database } = bench;
  const before = new Map(change.before).set(CANARY.name, CANARY);
  change = { ...change, before, after: new Map(change.after).set(CANARY.name, CANARY) };
  await bench.create(...before.values());
  await subject.insert(CANARY.name, [{ id: 'one', song: SAID }]);
  for (const [name, rows] of change.rows) await subject.insert(name, rows);
  const run = new PlanRun(bench, before);
  const steps = planOf(change, subject.environment.engine);
  expect(database.describe(steps, before).size).toBe(steps.length);
  const of = (phase: string) => steps.filter((step) => step.phase === phase);
  await run.run('expand', of('expand'));
  await run.run('switch', of('switch'));
  await expectSaid(run);
  const back = reversalOf([...of('expand'), ...of('switch')]);
  if (back === null) await run.run('contract', of('contract'));
  else await run.run('switch', back);
  await expectSaid(run);
  await bench.expectSchema(run.schema);
  return steps.length;
}

async function expectSaid(run: PlanRun): Promise<void> {
  const values = await run.values();
  expect(values.get(CANARY.name)).toMatchObject([{ id: 'one', song: SAID }]);
  for (const [name, rows] of values)
    for (const row of rows)
      for (const column of [SAID_IN, MADE_OF_IT])
        if (column in row) expect(row[column], `${name}.${column} of ${row.id}`).toBe(SAID);
}

const SAID_IN = `said${ENDS[6]}`;
const MADE_OF_IT = `made${ENDS[7]}`;
const said = column(SAID_IN, string(250), { default: literal(SAID) });
const made: Expression = {
  op: 'coalesce',
  values: [
    { op: 'column', name: SAID_IN },
    { op: 'literal', value: SAID },
  ],
};

/** The same change under other names. Each table also has a column that says everything; where it stays, another is made of it. */
function hostile({ before, after, renames, renameForm, up, rows }: Change, n: number): Change {
  const called = (plain: string) => {
    if (plain === 'id') return plain;
    const code = [...plain].reduce((sum, letter) => sum + letter.charCodeAt(0), n);
    return `${plain}${ENDS[code % ENDS.length]}x`;
  };
  const entries = <T, U>(map: ReadonlyMap<string, T>, value: (one: T, key: string) => U) =>
    new Map([...map].map(([key, one]) => [called(key), value(one, key)] as const));
  const spec = (one: TableSpec, more: readonly ColumnSpec[]): TableSpec => ({
    ...one,
    name: called(one.name),
    columns: [
      ...one.columns.map(({ reference, ...rest }) => ({
        ...rest,
        name: called(rest.name),
        ...(reference === undefined ? {} : { reference: called(reference) }),
        ...(rest.choices ? { choices: [...rest.choices, SAID] } : {}),
      })),
      ...more,
    ],
    indexes: one.indexes.map((index) => ({
      ...index,
      name: called(index.name),
      parts: index.parts.map((part) => ({ ...part, column: called(part.column) })),
    })),
  });
  const wasThere = (name: string) => before.has(name) || [...renames.tables.values()].includes(name);
  const renamed = (value: Expression): Expression =>
    value.op === 'column' ? { ...value, name: called(value.name) } : value;
  const ups = [...after.keys()].filter(wasThere).map((name) => {
    const stated = entries(up.get(name) ?? new Map<string, Expression>(), renamed);
    return [called(name), stated.set(MADE_OF_IT, made)] as const;
  });
  return {
    before: entries(before, (one) => spec(one, [said])),
    after: entries(after, (one, name) =>
      spec(one, wasThere(name) ? [said, { ...said, name: MADE_OF_IT, default: null }] : [said]),
    ),
    renames: {
      tables: entries(renames.tables, called),
      columns: entries(renames.columns, (columns) => entries(columns, called)),
    },
    renameForm,
    up: new Map(ups),
    rows: entries(rows, (some) =>
      some.map((row) => ({
        ...Object.fromEntries(Object.entries(row).map(([key, value]) => [called(key), value])),
        [SAID_IN]: SAID,
      })),
    ),
  };
}
