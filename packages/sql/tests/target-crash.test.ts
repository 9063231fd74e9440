/**
 * Owns the proof that a chunk is all or nothing: every operation of a run fails once, before it is sent or after the
 * engine did it, and the run is resumed by a new session. The end is always what a clean run leaves.
 */
import {
  AuthoringError,
  applySteps,
  type SchemaState,
  type Step,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
import {
  column,
  float,
  index,
  literal,
  plain,
  step,
  string,
  type TargetSubject,
  table,
  tenantIndex,
  text,
} from '@objectstack/metadata-authoring-testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { postgresDialect } from '../src/dialects/postgres/dialect.ts';
import { sqliteDialect } from '../src/dialects/sqlite/dialect.ts';
import type { Action, TargetDialect, TargetSession } from '../src/environment/dialect.ts';
import { sessionOptions } from '../src/environment/session-options.ts';
import { SqlTargetDatabase } from '../src/environment/sql-target-database.ts';
import { type PostgresSubject, postgresSubject, sqliteSubject } from './support/target-subjects.ts';

type Mode = 'before' | 'after';
const MODES: readonly Mode[] = ['before', 'after'];
/** What a run does on its connection, in the order in which it may die. */
const WATCHED: ReadonlySet<PropertyKey> = new Set([
  'begin',
  'perform',
  'beforeCommit',
  'writeMark',
  'readMark',
  'commit',
  'prepareMark',
]);

class Died extends Error {}

/** Counts operations and dies at the n-th: the connection is gone, whatever the engine made of the operation. */
function mortal<A extends Action>(
  session: TargetSession<A>,
  at: number,
  mode: Mode,
  counter: { n: number },
): TargetSession<A> {
  let dead = false;
  return new Proxy(session, {
    get(target, property) {
      if (property === 'broken') return dead || target.broken;
      const value = Reflect.get(target, property, target) as unknown;
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...values: unknown[]) => unknown;
      if (property === 'errorOf')
        return (error: unknown) =>
          error instanceof Died ? new AuthoringError('DATABASE_UNAVAILABLE', 'died') : method(error);
      if (!WATCHED.has(property)) return method;
      return async (...values: unknown[]) => {
        if (dead) throw new Died();
        counter.n += 1;
        const dies = counter.n === at;
        if (dies && mode === 'before') return die();
        const result = await method(...values);
        return dies ? die() : result;
      };
      async function die(): Promise<never> {
        dead = true;
        await target.close();
        throw new Died();
      }
    },
  });
}

const before = table(
  'thing',
  [column('organization_id', string(255)), column('name', string(80)), column('size', float)],
  [index('idx_thing_name', ['name'])],
);
const start: SchemaState = new Map([['thing', before]]);
const rows = [
  { id: 'a', name: 'one', size: 2 },
  { id: 'b', name: 'two', size: null },
];
const first: readonly Step[] = [
  {
    ...step('create_table', 'other'),
    spec: table('other', [column('v', text)], [index('idx_other_v', ['v'])]),
  },
  { ...step('add_column', 'thing', 'a'), column: column('a', text, { default: literal('x') }) },
  { ...step('set_default', 'thing'), column: 'size', from: null, to: literal(7) },
  { ...step('backfill', 'thing'), rows: 'empty', column: 'size', value: { op: 'literal', value: 7 } },
  { ...step('set_not_null', 'thing'), column: 'size' },
  { ...step('create_index', 'thing'), index: tenantIndex('uniq_thing_organization_id_name', ['name']) },
];
const second: readonly Step[] = [
  { ...step('rename_column', 'thing'), from: 'name', to: 'title' },
  {
    ...step('hold_table', 'other'),
    spec: table('other', [column('v', text)], [index('idx_other_v', ['v'])]),
    heldName: '_hold_other',
  },
];

interface Bench {
  open(session?: (session: TargetSession) => TargetSession): Promise<TargetDatabase>;
  insert(): Promise<void>;
  rows(): Promise<unknown>;
  dispose(): Promise<void>;
}

async function work(database: TargetDatabase, fence: number): Promise<void> {
  await database.enter('env-1', 'run-1', fence, 'plan');
  const [one] = database.chunks('expand', first, 0);
  const [two] = database.chunks('switch', second, 1);
  if (!one || !two) throw new Error('no chunks');
  await database.execute(one, start, fence);
  await database.execute(two, applySteps(start, first), fence);
  await database.leave();
}

/** @returns what is there in the end */
async function lifeAndDeath(bench: Bench, at: number, mode: Mode, counter: { n: number }): Promise<unknown> {
  const setup = await bench.open();
  await setup.enter('env-1', 'run-0', 1, 'plan');
  const [chunk] = setup.chunks('expand', [{ ...step('create_table', 'thing'), spec: before }], 0);
  if (!chunk) throw new Error('no chunk');
  await setup.execute(chunk, new Map(), 1);
  await setup.close();
  await bench.insert();

  const doomed = await bench.open((session) => mortal(session, at, mode, counter));
  const died = await work(doomed, 2).then(
    () => false,
    () => true,
  );
  await doomed.close();
  const survivor = await bench.open();
  if (died) {
    const between = await survivor.introspect();
    const mark = await survivor.mark();
    const done = mark?.runId === 'run-1' ? mark.chunksDone : 0;
    // What the mark counts is what is there: never part of a chunk.
    expect(between.get('thing')?.columns.has('a')).toBe(done >= 1);
    expect(between.get('thing')?.columns.has('title')).toBe(done >= 2);
    expect(between.has('_hold_other')).toBe(done >= 2);
    expect(between.has('other')).toBe(done === 1);
  }
  await work(survivor, 3);
  await work(survivor, 4);
  const end = {
    schema: plain(await survivor.introspect(['thing', 'other', '_hold_other'])),
    mark: (await survivor.mark())?.chunksDone,
    rows: await bench.rows(),
  };
  await survivor.close();
  return end;
}

function suite(name: string, makeBench: () => Promise<Bench>): void {
  describe(`crash · ${name}`, () => {
    it('ends as a clean run ends, wherever it dies', async () => {
      const counter = { n: 0 };
      const clean = await makeBench();
      const expected = await lifeAndDeath(clean, Number.POSITIVE_INFINITY, 'before', counter);
      await clean.dispose();
      const operations = counter.n;
      expect(operations).toBeGreaterThan(15);
      for (const mode of MODES)
        for (let at = 1; at <= operations; at += 1) {
          const bench = await makeBench();
          const end = await lifeAndDeath(bench, at, mode, { n: 0 });
          expect(end, `died ${mode} operation ${at} of ${operations}`).toEqual(expected);
          await bench.dispose();
        }
    }, 240_000);
  });
}

async function opened<A extends Action>(
  dialect: TargetDialect<A>,
  subject: TargetSubject,
  wrap?: (session: TargetSession) => TargetSession,
) {
  const options = sessionOptions({ lockTimeoutMs: 1_000 });
  const connect = () => dialect.connect(subject.environment, options);
  const session = await connect();
  const used = wrap ? (wrap(session as unknown as TargetSession) as unknown as TargetSession<A>) : session;
  return new SqlTargetDatabase(dialect, used, {
    reconnect: connect,
    retry: { budgetMs: 0, pauseMinMs: 1, pauseMaxMs: 1 },
  });
}

suite('sqlite', async () => {
  const subject = await sqliteSubject();
  return {
    open: (wrap) => opened(sqliteDialect, subject, wrap),
    insert: () => subject.insert('thing', rows),
    rows: () => subject.select('thing', ['id', 'title', 'size', 'a']),
    dispose: () => subject.dispose(),
  };
});

describePostgres('postgres', (server) => {
  let subject: PostgresSubject | undefined;
  afterAll(() => subject?.dispose());
  suite(server.label, async () => {
    // One database for all deaths: making one costs more than a run.
    subject ??= await postgresSubject(server);
    const used = subject;
    return {
      open: (wrap) => opened(postgresDialect, used, wrap),
      insert: () => used.insert('thing', rows),
      rows: () => used.select('thing', ['id', 'title', 'size', 'a']),
      dispose: async () => void (await used.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')),
    };
  });
});
