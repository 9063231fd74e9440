/**
 * Proves that a column which follows others is right wherever a run dies that begins or ends it, where every statement of
 * DDL commits by itself: after the cut the clients of that moment go on writing, the run is resumed, and each column holds
 * what was written, in triggers of a run that nobody cut off (invariants I-16, I-32).
 */
import {
  applySteps,
  type Chunk,
  diffTables,
  type Expression,
  type Phase,
  type SchemaState,
  type Step,
} from '@objectstack/metadata-authoring';
import { column, float, string, type TableRow, table, text } from '@objectstack/metadata-authoring-testkit';
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

const read = (name: string): Expression => ({ op: 'column', name });
const part = (start: number, length: number | null): Expression => ({
  op: 'substring',
  value: read('code'),
  start,
  length,
});

/** `code` becomes `region` and the required `serial`; `label` is made of what stays. */
const start = table('thing', [column('code', text), column('name', text)]);
const end = table('thing', [
  column('name', text),
  column('region', string(20)),
  column('serial', float, { notNull: true }),
  column('label', text),
]);
const rows: readonly TableRow[] = [
  { id: 'a', code: 'EU-1', name: 'Ada' },
  { id: 'b', code: 'US-22', name: 'Bob' },
];
const steps = diffTables({
  before: new Map([['thing', start]]),
  after: new Map([['thing', end]]),
  renames: { tables: new Map(), columns: new Map() },
  salt: 'x',
  engine: 'mysql',
  up: new Map([
    [
      'thing',
      new Map<string, Expression>([
        ['region', part(1, 2)],
        ['serial', { op: 'cast', value: part(4, null), from: text, to: float }],
        ['label', { op: 'concat', values: [read('name'), { op: 'literal', value: '!' }] }],
      ]),
    ],
  ]),
  down: new Map([
    [
      'thing',
      new Map<string, Expression>([
        [
          'code',
          {
            op: 'concat',
            values: [
              read('region'),
              { op: 'literal', value: '-' },
              { op: 'cast', value: read('serial'), from: float, to: text },
            ],
          },
        ],
      ]),
    ],
  ]),
});

/** What the clients of that moment write, and what there is then. Before the switch ends there are only old ones. */
const OLD = [
  "INSERT INTO thing (id, code, name) VALUES ('old', 'AS-3', 'Old')",
  "UPDATE thing SET code = 'EU-9' WHERE id = 'a'",
  "UPDATE thing SET name = 'Ben' WHERE id = 'b'",
];
const NEW = [
  "INSERT INTO thing (id, region, serial, name, label) VALUES ('new', 'AFRICA', 4, 'New', 'mine')",
  "UPDATE thing SET region = 'EUROPE' WHERE id = 'a'",
  "UPDATE thing SET name = 'Ben', label = 'yours' WHERE id = 'b'",
];
const WRITES: Readonly<Record<Phase, readonly [writes: readonly string[], holds: readonly unknown[]]>> = {
  expand: [
    OLD,
    [
      ['a', 'EU', 9, 'Ada!'],
      ['b', 'US', 22, 'Ben!'],
      ['old', 'AS', 3, 'Old!'],
    ],
  ],
  switch: [
    OLD,
    [
      ['a', 'EU', 9, 'Ada!'],
      ['b', 'US', 22, 'Ben!'],
      ['old', 'AS', 3, 'Old!'],
    ],
  ],
  contract: [
    NEW,
    [
      ['a', 'EUROPE', 1, 'Ada!'],
      ['b', 'US', 22, 'yours'],
      ['new', 'AFRICA', 4, 'mine'],
    ],
  ],
};

const CUT: readonly Step['kind'][] = ['follow_column', 'check_shadow', 'unfollow_column'];
const every = steps.filter(({ kind }) => CUT.includes(kind));
const ofEachKind = every.filter(
  ({ kind, phase }, at) => every.findLastIndex((one) => one.kind === kind && one.phase === phase) === at,
);
const cuts = inject('deep') ? every : ofEachKind;

describeMysql('a column that follows', (server) => {
  let subject: CrashSubject;
  beforeAll(async () => {
    subject = await mysqlCrashSubject(server);
  });
  afterAll(() => subject.dispose());

  it.each(cuts.map((cut) => [cut.id, cut] as const))(
    'I-32: a run that dies in %s',
    async (_id, cut) => {
      const first: SchemaState = new Map([['thing', start]]);
      const after = (chunks: readonly Chunk[]) =>
        applySteps(
          first,
          chunks.flatMap((chunk) => chunk.steps),
        );
      const run = async (mortal: Mortal | null) => {
        await resetTo(subject, start, rows);
        const clean = await openCrashed(subject);
        const chunks = clean.chunks('expand', steps, 0);
        const no = chunks.findIndex((chunk) => chunk.steps.includes(cut));
        const doomed = chunks[no] as Chunk;
        // What a phase leaves is looked at: the next one begins when somebody asks for it.
        const rest = chunks
          .slice(no)
          .filter((chunk) => chunk.steps.every(({ phase }) => phase === cut.phase));
        const toSwitch =
          cut.phase === 'expand' ? chunks.filter(({ steps: [one] }) => one?.phase === 'switch') : [];
        const earlier = chunks.slice(0, no);
        await work(clean, earlier, first, 2);
        if (mortal) {
          const dying = await openCrashed(subject, mortal);
          await work(dying, [doomed], after(earlier), 3).catch(() => undefined);
          await dying.close();
          for (const sql of WRITES[cut.phase][0]) await subject.query(sql);
        }
        await work(clean, [...rest, ...toSwitch], after(earlier), 4);
        await clean.close();
        return subject.triggers();
      };
      const watching = new Mortal(Number.POSITIVE_INFINITY, 'after');
      await run(watching);
      const triggers = await run(null);
      if (cut.phase === 'contract') expect(triggers).toEqual([]);
      const seen = Array.from(watching.seen, (_, n) => n + 1);
      const points = inject('deep') ? seen : [seen[inject('seed') % seen.length] as number];
      for (const at of points) {
        const mortal = new Mortal(at, 'after');
        const told = `after ${at} of ${seen.length}: ${watching.seen[at - 1]?.slice(0, 120)}`;
        expect(await run(mortal), told).toEqual(triggers);
        expect(mortal.dead, told).toBe(true);
        const held = await subject.query('SELECT id, region, serial, label FROM thing ORDER BY id');
        expect(
          held.map(({ id, region, serial, label }) => [id, region, serial, label]),
          told,
        ).toEqual(WRITES[cut.phase][1]);
      }
    },
    600_000,
  );
});
