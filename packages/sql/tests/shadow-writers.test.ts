/**
 * Owns the proof that writers of the old version never feel a shadow, whatever they write, and that no value becomes
 * another one on its way there (invariants I-30, I-32).
 */
import {
  type ColumnType,
  diffTables,
  type SchemaState,
  type Step,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import {
  boolean,
  column,
  date,
  datetime,
  float,
  json,
  string,
  table,
  text,
  time,
  Workbench,
} from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

/** Texts that some engine reads as a number, a day or a truth, or half reads, or reads as too much. */
const TEXTS = [
  '',
  ' ',
  'two',
  '12abc',
  '1e999',
  '-1e999',
  '1e-999',
  '9999999',
  'NaN',
  'Infinity',
  '0x10',
  '٣',
  '2024-02-31',
  '2024-13-01',
  '0000-00-00',
  '2024-02-29T25:00:00Z',
  '2024-02-29T10:00:00+99:99',
  '2024-02-29T10:00:00-03',
  '9999-12-31T23:59:59-14:00',
  '99:99',
  '24:00:00',
  '10:20:30.123456789',
  'maybe',
  '["a"]',
  '{"a": 1}',
  "it's",
  'long '.repeat(60),
] as const;

const TARGETS: Readonly<Record<string, ColumnType>> = {
  c_float: float,
  c_boolean: boolean,
  c_date: date,
  c_datetime: datetime,
  c_time: time,
  c_string: string(5),
  c_json: json,
};

const before = table(
  'thing',
  Object.keys(TARGETS).map((name) => column(name, text)),
);
const after = table(
  'thing',
  Object.entries(TARGETS).map(([name, type]) => column(name, type)),
);

const stateOf = (spec: TableSpec): SchemaState => new Map([[spec.name, spec]]);

function suite({ open, connect }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  beforeEach(async () => {
    subject = await open();
    bench = await Workbench.open(async () => subject);
  });
  afterEach(async () => {
    await bench.close();
  });

  const planBetween = (from: SchemaState, to: SchemaState, ran: readonly Step[]): readonly Step[] =>
    diffTables({
      before: from,
      after: to,
      renames: { tables: new Map(), columns: new Map() },
      salt: `s${ran.length}`,
      engine: bench.subject.environment.engine,
      syncs: ran.filter((step) => step.kind === 'end_sync'),
    });
  const plan = (from: TableSpec, to: TableSpec) => planBetween(stateOf(from), stateOf(to), []);
  it('takes every text that the column took before', async () => {
    await bench.create(before);
    await bench.apply(plan(before, after).filter(({ kind }) => kind === 'add_shadow'));
    const refused: string[] = [];
    for (const [at, value] of TEXTS.entries())
      for (const name of Object.keys(TARGETS))
        await bench.subject
          .insert('thing', [{ id: `${at} ${name}`, [name]: value }])
          .catch((error: Error) => refused.push(`${name} = '${value.slice(0, 30)}': ${error.message}`));
    expect(refused).toEqual([]);
  });

  const misfits = [
    ['c_float', 'two'],
    ['c_boolean', 'maybe'],
    ['c_date', '2024-02-31'],
    ['c_time', '25:00'],
    ['c_string', 'too long'],
    ['c_string', 'five   '],
  ] as const;
  it.each(misfits)('never fills %s with another value than %j', async (name, value) => {
    const one = (type: ColumnType) => table('thing', [column(name, type)]);
    await bench.create(one(text));
    const steps = plan(one(text), one(TARGETS[name] as ColumnType));
    const run = (phase: Step['phase']) => bench.apply(steps.filter((step) => step.phase === phase));
    // Written after the preflight looked.
    await bench.subject.insert('thing', [{ id: 'a', [name]: value }]);
    await expect(run('expand').then(() => run('switch'))).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    const rows = await bench.subject.select('thing', ['id', name]);
    expect(rows).toEqual([{ id: 'a', [name]: value }]);
  });

  it.skipIf(connect === null)('I-30: cuts no space at the end of a text, whoever writes it', async () => {
    const of = (type: ColumnType) => table('thing', [column('v', type)]);
    const steps = plan(of(text), of(string(5)));
    const run = (kind: Step['kind']) => bench.apply(steps.filter((step) => step.kind === kind));
    const refused = expect.objectContaining({ code: 'PREFLIGHT_FAILED' });
    await bench.create(of(text));
    await bench.subject.insert('thing', [{ id: 'a', v: 'five   ' }]);
    await run('add_shadow');
    await expect(run('backfill')).rejects.toEqual(refused);
    await subject.exec("UPDATE thing SET v = 'five ' WHERE id = 'a'");
    await run('backfill');
    await bench.subject.insert('thing', [{ id: 'b', v: 'six    ' }]);
    await expect(run('check_shadow')).rejects.toEqual(refused);
    await subject.exec("UPDATE thing SET v = 'six  ' WHERE id = 'b'");
    await run('check_shadow');
    await expect(subject.exec("UPDATE thing SET v = 'more   ' WHERE id = 'b'")).rejects.toThrow();
    await run('swap_column');
    expect(await bench.subject.select('thing', ['id', 'v'])).toEqual([
      { id: 'a', v: 'five ' },
      { id: 'b', v: 'six  ' },
    ]);
  });

  it('I-30 I-31: cuts none on the way back either: what the old column has no room for stops it', async () => {
    const of = (type: ColumnType) => table('thing', [column('v', type)]);
    await bench.create(of(string(5)));
    await bench.subject.insert('thing', [{ id: 'a', v: 'six  ' }]);
    const there = plan(of(string(5)), of(json)).filter(({ phase }) => phase !== 'contract');
    await bench.apply(there);
    await subject.exec(`UPDATE thing SET v = '["eight   "]'`);
    const back = planBetween(bench.schema, stateOf(of(string(5))), there);
    await expect(bench.apply(back)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect(await bench.subject.select('thing', ['v'])).toEqual([{ v: '["eight   "]' }]);
  });

  it('I-31: an update of another column leaves the old value what it was, for the way back', async () => {
    const of = (type: ColumnType) => table('thing', [column('v', type), column('other', text)]);
    const run = async (steps: readonly Step[]) => {
      for (const phase of ['expand', 'switch'] as const)
        await bench.apply(steps.filter((s) => s.phase === phase));
    };
    await bench.create(of(text));
    await bench.subject.insert('thing', [
      { id: 'a', v: '007', other: 'x' },
      { id: 'b', v: '008', other: 'x' },
    ]);
    const there = plan(of(text), of(float));
    await run(there);
    await subject.exec("UPDATE thing SET other = 'y'");
    await subject.exec("UPDATE thing SET v = 9 WHERE id = 'b'");
    await run(planBetween(bench.schema, stateOf(of(text)), there));
    expect(await bench.subject.select('thing', ['id', 'v', 'other'])).toEqual([
      { id: 'a', v: '007', other: 'y' },
      { id: 'b', v: '9', other: 'y' },
    ]);
  });
}

describeEveryEngine('a column with a shadow', suite);
