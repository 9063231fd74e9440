/**
 * Owns the proof that where every statement of DDL commits by itself no row is written along by nobody: a run dies after
 * any statement of a step that changes a sync, the version before goes on writing, and then the run is resumed or settled.
 * Both columns hold what was written, and the triggers are those of a run that nobody cut off (invariants I-16, I-31, I-32).
 */
import {
  applySteps,
  type Chunk,
  diffTables,
  type SchemaState,
  type Step,
  type StepKind,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import {
  column,
  float,
  json,
  literal,
  string,
  type TableRow,
  table,
  text,
} from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import {
  type CrashSubject,
  Mortal,
  mysqlCrashSubject,
  openCrashed,
  resetTo,
  work,
} from './support/crash-bench.ts';

interface Cut {
  readonly name: string;
  readonly start: TableSpec;
  readonly rows: readonly TableRow[];
  readonly steps: readonly Step[];
  /** Each step of this kind from `from` on. */
  readonly kind: StepKind;
  readonly from?: 'back';
  /** What the version before writes after the cut. */
  readonly writes: readonly string[];
  /** By column, what it holds then, row by row. Those that are not there are not looked at. */
  readonly holds: (isSwapped: boolean) => Readonly<Record<string, readonly unknown[]>>;
}

const thing = (...columns: TableSpec['columns']): TableSpec =>
  table('thing', [...columns, column('other', text)]);
const numbered: readonly TableRow[] = [
  { id: 'a', v: '007', other: 'x' },
  { id: 'b', v: '008', other: 'x' },
  { id: 'c', v: '009', other: 'x' },
];
const texts = ['007', '0011', '009', '0010'];
const numbers = [7, 11, 9, 10];
const oldWrites = [
  "INSERT INTO thing (id, v, other) VALUES ('d', '0010', 'x')",
  "UPDATE thing SET v = '0011' WHERE id = 'b'",
  "UPDATE thing SET other = 'y' WHERE id = 'c'",
];
const newWrites = (name: string) => [
  `INSERT INTO thing (id, ${name}, other) VALUES ('d', 10, 'x')`,
  `UPDATE thing SET ${name} = 11 WHERE id = 'b'`,
  "UPDATE thing SET other = 'y' WHERE id = 'c'",
];

/** There, up to the switch, and back again. */
function both(was: TableSpec, is: TableSpec, renamed?: readonly [from: string, to: string]): readonly Step[] {
  const renames = (from?: string, to?: string) => ({
    tables: new Map<string, string>(),
    columns: new Map(from && to ? [['thing', new Map([[from, to]])]] : []),
  });
  const common = { renameForm: 'online', engine: 'mysql' } as const;
  const start: SchemaState = new Map([['thing', was]]);
  const end: SchemaState = new Map([['thing', is]]);
  const plan = diffTables({
    ...common,
    before: start,
    after: end,
    renames: renames(...(renamed ?? [])),
    salt: 'x',
  });
  const there = plan.filter(({ phase }) => phase !== 'contract');
  const back = diffTables({
    ...common,
    before: applySteps(start, there),
    after: start,
    renames: renames(renamed?.[1], renamed?.[0]),
    salt: 'y',
    syncs: plan.filter((step) => step.kind === 'end_sync'),
    retiring: plan.filter((step) => step.kind === 'retire_column'),
  });
  return [
    ...there,
    ...back.filter(({ phase }) => phase !== 'contract').map((step) => ({ ...step, id: `back:${step.id}` })),
  ];
}

const retyped = both(thing(column('v', text)), thing(column('v', float)));
const renamedAndRetyped = both(thing(column('v', text)), thing(column('w', float)), ['v', 'w']);
const opened = both(thing(column('v', string(40))), thing(column('w', json)), ['v', 'w']);
const defaulted = both(
  thing(column('v', string(40), { notNull: true, default: literal('d') })),
  thing(column('w', string(40), { notNull: true, default: literal('d') })),
  ['v', 'w'],
);
const held = (retyped.find(({ kind }) => kind === 'swap_column') as { heldName: string }).heldName;

const CUTS: readonly Cut[] = [
  ...(['check_shadow', 'swap_column'] as const).map(
    (kind): Cut => ({
      name: `${kind} of a column that is retyped`,
      start: thing(column('v', text)),
      rows: numbered,
      steps: retyped,
      kind,
      writes: oldWrites,
      holds: (isSwapped) => ({
        // Written under the name that is a number by then.
        [held]: isSwapped ? ['007', '11', '009', '10'] : texts,
        _authoring_new_v: numbers,
      }),
    }),
  ),
  {
    name: 'swap_column of a column that takes its place again',
    start: thing(column('v', text)),
    rows: numbered,
    steps: retyped,
    kind: 'swap_column',
    from: 'back',
    writes: newWrites('v'),
    holds: () => ({ [held]: ['007', '11', '009', '10'] }),
  },
  ...(['check_shadow', 'turn_sync'] as const).map(
    (kind): Cut => ({
      name: `${kind} of a column that is renamed and retyped`,
      start: thing(column('v', text)),
      rows: numbered,
      steps: renamedAndRetyped,
      kind,
      writes: oldWrites,
      holds: () => ({ v: texts, w: numbers }),
    }),
  ),
  {
    name: 'turn_sync back of a column that is renamed and retyped',
    start: thing(column('v', text)),
    rows: numbered,
    steps: renamedAndRetyped,
    kind: 'turn_sync',
    from: 'back',
    writes: newWrites('w'),
    holds: () => ({ v: ['007', '11', '009', '10'], w: numbers }),
  },
  {
    name: 'turn_sync back of a column that holds more under its new name',
    start: thing(column('v', string(40))),
    rows: [
      { id: 'a', v: 'x', other: 'x' },
      { id: 'b', v: 'y', other: 'x' },
    ],
    steps: opened,
    kind: 'turn_sync',
    from: 'back',
    writes: [
      `INSERT INTO thing (id, w, other) VALUES ('c', '["p", "q"]', 'x')`,
      `UPDATE thing SET w = '["r", "s"]' WHERE id = 'b'`,
    ],
    holds: () => ({ v: ['x', 'r', 'p'], w: [['x'], ['r', 's'], ['p', 'q']] }),
  },
  ...([undefined, 'back'] as const).map((from): Cut => {
    const name = from === 'back' ? 'w' : 'v';
    const values = ['a', 'B', 'd', 'e'];
    return {
      name: `turn_sync${from ? ' back' : ''} of a required column with a default`,
      start: thing(column('v', string(40), { notNull: true, default: literal('d') })),
      rows: [
        { id: 'a', v: 'a', other: 'x' },
        { id: 'b', v: 'b', other: 'x' },
      ],
      steps: defaulted,
      kind: 'turn_sync',
      ...(from && { from }),
      writes: [
        "INSERT INTO thing (id, other) VALUES ('c', 'x')",
        `INSERT INTO thing (id, ${name}, other) VALUES ('d', 'e', 'x')`,
        `UPDATE thing SET ${name} = 'B' WHERE id = 'b'`,
      ],
      holds: () => ({ v: values, w: values }),
    };
  }),
];

describeMysql('a sync that changes', (server) => {
  let subject: CrashSubject;
  beforeAll(async () => {
    subject = await mysqlCrashSubject(server);
  });
  afterAll(() => subject.dispose());

  async function columns(): Promise<ReadonlySet<string>> {
    const found = await subject.query('SHOW COLUMNS FROM thing');
    return new Set(found.map(({ Field }) => String(Field)));
  }

  /** What is `v` while the column beside it is still a shadow is `held` later. */
  async function expectHeld({ holds }: Cut, wasSwapped: boolean, told: string): Promise<void> {
    const there = await columns();
    const found: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const [name, values] of Object.entries(holds(wasSwapped))) {
      const now = there.has(name) ? name : 'v';
      const rows = await subject.query(`SELECT ${now} AS value FROM thing ORDER BY id`);
      found[name] = rows.map(({ value }) => value);
      wanted[name] = values;
    }
    expect(found, told).toEqual(wanted);
  }

  it.each(CUTS.map((cut) => [cut.name, cut] as const))(
    'I-16 I-31 I-32: %s',
    async (_name, cut) => {
      const start: SchemaState = new Map([['thing', cut.start]]);
      const cutAt = (chunk: Chunk) =>
        chunk.steps.some(
          ({ kind, id }) => kind === cut.kind && id.startsWith('back:') === (cut.from === 'back'),
        );
      await resetTo(subject, cut.start, cut.rows);
      const clean = await openCrashed(subject);
      const chunks = clean.chunks('expand', cut.steps, 0);
      const no = chunks.findIndex(cutAt);
      const doomedChunk = chunks[no] as Chunk;
      const earlier = chunks.slice(0, no);
      const before = applySteps(
        start,
        earlier.flatMap(({ steps }) => steps),
      );
      // What comes after the step may write by itself what nobody wrote along: only the way there ends in another state.
      const rest = chunks
        .slice(no)
        .filter(({ steps }) => steps.every(({ id }) => id.startsWith('back:') === (cut.from === 'back')));
      await work(clean, earlier, start, 2);
      const triggersBefore = await subject.triggers();
      const watching = new Mortal(Number.POSITIVE_INFINITY, 'after');
      const watched = await openCrashed(subject, watching);
      await work(watched, [doomedChunk], before, 3);
      await watched.close();
      const triggersAfter = await subject.triggers();
      await work(clean, rest, before, 4);
      const triggersAtEnd = await subject.triggers();
      await clean.close();
      const statements = watching.seen;
      expect(triggersAfter).not.toEqual(triggersBefore);

      const every = Array.from(statements, (_, n) => n + 1);
      const points = inject('deep') ? every : [every[inject('seed') % every.length] as number];
      for (const at of points)
        for (const end of ['resume', 'settle'] as const) {
          const told = `after ${at} of ${statements.length}, ${end}: ${statements[at - 1]?.slice(0, 120)}`;
          await resetTo(subject, cut.start, cut.rows);
          const earlierRun = await openCrashed(subject);
          await work(earlierRun, earlier, start, 2);
          await earlierRun.close();
          const mortal = new Mortal(at, 'after');
          const doomed = await openCrashed(subject, mortal);
          await work(doomed, [doomedChunk], before, 3).catch(() => undefined);
          expect(mortal.dead, told).toBe(true);
          await doomed.close();
          const wasSwapped = cut.kind === 'swap_column' && (await columns()).has(held);
          for (const sql of cut.writes) await subject.query(sql);
          const survivor = await openCrashed(subject);
          try {
            if (end === 'resume') {
              await work(survivor, rest, before, 4);
              expect(await subject.triggers(), told).toEqual(triggersAtEnd);
            } else {
              await survivor.enter('env-1', 'run-1', 4, 'plan');
              const done = (await survivor.mark())?.chunksDone ?? 0;
              const took = done > no || (await survivor.settle(doomedChunk, before, 4));
              expect(await subject.triggers(), told).toEqual(took ? triggersAfter : triggersBefore);
              await survivor.leave();
            }
            await expectHeld(cut, wasSwapped, told);
          } finally {
            await survivor.close();
          }
        }
    },
    600_000,
  );
});
