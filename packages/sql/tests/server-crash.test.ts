/**
 * Owns the proof that a run on a server survives dying at any statement, also where a statement of DDL commits by itself:
 * before it is sent or after the server did it, for every kind of step. Then it is resumed, or its chunk in flight is
 * settled as giving the run up does; both end exactly where a clean run stands after so many chunks.
 */
import {
  applySteps,
  diffTables,
  type Engine,
  type SchemaState,
  type Step,
} from '@objectstack/metadata-authoring';
import {
  boolean,
  column,
  datetime,
  float,
  index,
  json,
  literal,
  plain,
  step,
  string,
  type TableRow,
  table,
  tenantIndex,
  text,
} from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { conversionBetween } from '../../core/src/plan/steps/type-conversion.ts';
import type { SqlTargetDatabase } from '../src/environment/sql-target-database.ts';
import type { StatementObserver } from '../src/statement-observer.ts';
import {
  type CrashSubject,
  Mortal,
  mysqlCrashSubject,
  openCrashed,
  postgresCrashSubject,
  resetTo,
  work,
} from './support/crash-bench.ts';

const thing = table(
  'thing',
  [
    column('organization_id', string(255)),
    column('name', string(80)),
    column('note', text),
    column('count', text),
    column('size', float, { notNull: true, default: literal(1) }),
    column('number', string(20)),
  ],
  [index('idx_thing_name', ['name']), tenantIndex('uniq_thing_organization_id_name', ['name'])],
);
const start: SchemaState = new Map([['thing', thing]]);
const rows: readonly TableRow[] = [
  { id: 'a', name: 'one', note: 'it\'s \\ "n" ä😀', count: '12.50', size: 2.5, number: 'A-1' },
  { id: 'b', name: 'two', note: null, count: '-3', size: 3, number: null },
];
const other = table('other', [column('v', text)], [index('uniq_other_v', ['v'], true)]);
const more = table('more', [column('at', datetime, { default: { kind: 'now' } })]);
const column_ = (name: string) =>
  thing.columns.find((found) => found.name === name) as (typeof thing.columns)[0];

function changeType(name: string, to: Parameters<typeof conversionBetween>[2]): Step {
  const { type: from } = column_(name);
  const lossless = from.kind === 'string' && to.kind === 'string' && to.length >= from.length;
  const conversion = conversionBetween(name, from, to);
  return { ...step('change_type', 'thing', name), column: name, from, to, conversion, lossless };
}

const HISTORIES: Readonly<Record<string, readonly Step[]>> = {
  'create, hold, restore and purge tables': [
    { ...step('create_table', 'other'), spec: other },
    { ...step('create_table', 'more'), spec: more },
    { ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_thing' },
    { ...step('hold_table', 'other'), spec: other, heldName: '_hold_other' },
    {
      ...step('restore_table', 'thing'),
      spec: { ...thing, indexes: thing.indexes.slice(0, 1) },
      heldName: '_hold_thing',
    },
    { ...step('purge_table', '_hold_other'), spec: other },
  ],
  'add columns and require them': [
    {
      ...step('add_column', 'thing', 's'),
      column: column('s', text, { notNull: true, default: literal("it's") }),
    },
    { ...step('add_column', 'thing', 'b'), column: column('b', boolean) },
    { ...step('set_default', 'thing', 'b'), column: 'b', from: null, to: literal(true) },
    { ...step('backfill', 'thing', 'b'), rows: 'empty', column: 'b', value: { op: 'literal', value: true } },
    { ...step('set_not_null', 'thing', 'b'), column: 'b' },
    { ...step('drop_not_null', 'thing', 'size'), column: 'size' },
  ],
  'rename a table and swap columns': [
    { ...step('rename_table', 'thing'), to: 'case' },
    { ...step('rename_column', 'case', '1'), from: 'number', to: '_hold_swap' },
    { ...step('rename_column', 'case', '2'), from: 'name', to: 'number' },
    { ...step('rename_column', 'case', '3'), from: '_hold_swap', to: 'name' },
  ],
  'change types': [
    changeType('count', float),
    changeType('note', json),
    changeType('name', string(120)),
    changeType('number', string(9)),
    changeType('size', string(20)),
  ],
  'hold, restore and purge columns': [
    { ...step('hold_column', 'thing', 'name'), column: column_('name'), heldName: '_hold_name' },
    { ...step('hold_column', 'thing', 'size'), column: column_('size'), heldName: '_hold_size' },
    { ...step('restore_column', 'thing'), column: column_('size'), heldName: '_hold_size' },
    { ...step('purge_column', 'thing'), column: column_('name'), heldName: '_hold_name' },
  ],
  'create, rename and drop indexes': [
    { ...step('create_index', 'thing'), index: index('uniq_thing_count', ['count'], true) },
    { ...step('rename_index', 'thing'), index: index('idx_thing_name', ['name']), to: 'idx_thing_title' },
    { ...step('drop_index', 'thing'), index: tenantIndex('uniq_thing_organization_id_name', ['name']) },
  ],
};

/** Columns of which others take the place: retyped, cut under a unique key, required. */
const replaced: SchemaState = new Map([
  [
    'thing',
    {
      ...thing,
      columns: thing.columns.map((found) => {
        if (found.name === 'count') return { ...found, type: float };
        if (found.name === 'name') return { ...found, type: string(40) };
        if (found.name === 'number') return { ...found, notNull: true, default: literal('none') };
        return found;
      }),
    },
  ],
]);

const TAKING = ['let columns take the place of others', 'let columns take a place and give it back'] as const;

function historiesOf(engine: Engine): Readonly<Record<string, readonly Step[]>> {
  const renames = { tables: new Map(), columns: new Map() };
  const there = diffTables({ before: start, after: replaced, renames, salt: 'x', engine });
  const live = applySteps(
    start,
    there.filter(({ phase }) => phase !== 'contract'),
  );
  const syncs = there.filter((found) => found.kind === 'end_sync');
  const back = diffTables({ before: live, after: start, renames, salt: 'y', engine, syncs });
  return {
    ...HISTORIES,
    ...viewedHistories(engine),
    [TAKING[0]]: there,
    [TAKING[1]]: [
      ...there.filter(({ phase }) => phase !== 'contract'),
      ...back.map((found) => ({ ...found, id: `back:${found.id}` })),
    ],
  };
}

const VIEWED = [
  'rename a table, and leave its old name to a view',
  'rename a table, and back again',
] as const;

/** Renamed with a column of it, while another column becomes a text: both versions go on writing it. */
const renamedThing: SchemaState = new Map([
  [
    'case',
    {
      ...thing,
      name: 'case',
      columns: thing.columns.map((found) => {
        if (found.name === 'number') return { ...found, name: 'code' };
        return found.name === 'size' ? { ...found, type: string(20) } : found;
      }),
      indexes: [],
    },
  ],
]);

function viewedHistories(engine: Engine): Readonly<Record<string, readonly Step[]>> {
  const there = diffTables({
    before: start,
    after: renamedThing,
    renames: {
      tables: new Map([['thing', 'case']]),
      columns: new Map([['case', new Map([['number', 'code']])]]),
    },
    salt: 'x',
    engine,
  });
  const done = there.filter(({ phase }) => phase !== 'contract');
  const back = diffTables({
    before: applySteps(start, done),
    after: start,
    renames: {
      tables: new Map([['case', 'thing']]),
      columns: new Map([['thing', new Map([['code', 'number']])]]),
    },
    salt: 'y',
    engine,
    syncs: there.filter((found) => found.kind === 'end_sync'),
    views: there.filter((found) => found.kind === 'drop_view'),
  });
  return {
    [VIEWED[0]]: there,
    [VIEWED[1]]: [...done, ...back.map((found) => ({ ...found, id: `back:${found.id}` }))],
  };
}

const COUNTERS = `CREATE TABLE _objectstack_sequences (key_hash varchar(64) PRIMARY KEY, object varchar(255),
  tenant_id varchar(255), field varchar(255), scope varchar(255), last_value int);
  INSERT INTO _objectstack_sequences VALUES ('k', 'thing', '__global__', 'number', '', 7)`;

describeMysql('crash', (server) => crashes(() => mysqlCrashSubject(server)));
describePostgres('crash', (server) => crashes(() => postgresCrashSubject(server)));

function crashes(make: () => Promise<CrashSubject>): void {
  let subject: CrashSubject;
  beforeAll(async () => {
    subject = await make();
  });
  afterAll(() => subject.dispose());

  async function reset(): Promise<void> {
    await resetTo(subject, thing, rows);
    await subject.query(COUNTERS);
  }
  const open = (observer?: StatementObserver) => openCrashed(subject, observer);

  /** Every table with its schema, its held columns and its rows, and how far the mark counts. */
  async function picture(database: SqlTargetDatabase<never>): Promise<unknown> {
    const schema = new Map(await database.introspect());
    schema.delete('_authoring_env');
    const tables: Record<string, unknown> = {};
    for (const [name, { columns }] of schema) {
      const found = await subject.query(`SELECT * FROM ${subject.quote(name)} ORDER BY 1`);
      const values = found.map(({ created_at, updated_at, ...row }) => row);
      tables[name] = { held: [...columns].filter(([column]) => column.startsWith('_')), values };
    }
    // What an earlier version sees is there, or it is not.
    const views: Record<string, unknown> = {};
    for (const name of ['thing', 'case'].filter((candidate) => !schema.has(candidate)))
      views[name] = await subject
        .query(`SELECT id, size FROM ${subject.quote(name)} ORDER BY 1`)
        .catch(() => 'not there');
    return { schema: plain(schema), tables, views, triggers: await subject.triggers() };
  }

  async function seen(): Promise<unknown> {
    const reader = await open();
    const found = await picture(reader);
    await reader.close();
    return found;
  }

  it.each([...Object.keys(HISTORIES), ...TAKING, ...VIEWED.slice(0, inject('deep') ? 2 : 1)])(
    '%s',
    async (name) => {
      const steps = historiesOf(subject.environment.engine)[name] ?? [];
      await reset();
      const watching = new Mortal(Number.POSITIVE_INFINITY, 'before');
      const clean = await open(watching);
      const chunks = clean.chunks('expand', steps, 0);
      const snapshots = [await seen()];
      await work(clean, chunks, start, 2, async () => void snapshots.push(await seen()));
      await clean.close();
      const statements = watching.seen;
      expect(statements.length).toBeGreaterThan(chunks.length * 6);

      const stride = inject('deep') ? 1 : 13;
      for (let at = 1 + (inject('seed') % stride); at <= statements.length; at += stride)
        for (const mode of ['before', 'after'] as const)
          for (const end of ['resume', 'settle'] as const) {
            const told = `${mode} ${at} of ${statements.length}, ${end}: ${statements[at - 1]?.slice(0, 120)}`;
            await reset();
            let doomed: SqlTargetDatabase<never> | undefined;
            const mortal = new Mortal(at, mode);
            const run = async () => {
              doomed = await open(mortal);
              await work(doomed, chunks, start, 2);
            };
            // Nobody is told that the lock could not be given back: the connection that held it is gone.
            await run().catch(() => undefined);
            expect(mortal.dead, told).toBe(true);
            await doomed?.close();
            const survivor = await open();
            if (end === 'resume') {
              await work(survivor, chunks, start, 3);
              await work(survivor, chunks, start, 4);
              expect(await picture(survivor), told).toEqual(snapshots.at(-1));
            } else {
              await survivor.enter('env-1', 'run-1', 3, 'plan');
              const done = (await survivor.mark())?.chunksDone ?? 0;
              const unknown = chunks[done];
              const before = applySteps(
                start,
                chunks.slice(0, done).flatMap((chunk) => chunk.steps),
              );
              const took = unknown ? await survivor.settle(unknown, before, 3) : false;
              // Rows that were filled stay filled, and the chunk goes on from there.
              const kept = unknown?.batched ? done : done + Number(took);
              expect((await survivor.mark())?.chunksDone, told).toBe(kept);
              expect(await picture(survivor), told).toEqual(snapshots[done + Number(took)]);
              if (unknown) expect(await survivor.settle(unknown, before, 3), told).toBe(took);
              await survivor.leave();
            }
            await survivor.close();
          }
    },
    600_000,
  );
}
