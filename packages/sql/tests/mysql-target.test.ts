/** Owns what only MySQL and MariaDB must prove: defaults as stored, locks, sessions that are gone, zombies, refusals. */
import { applySteps, type Step, type TableSpec, type TargetDatabase } from '@objectstack/metadata-authoring';
import {
  column,
  float,
  index,
  literal,
  step,
  string,
  table,
  tenantIndex,
  text,
} from '@objectstack/metadata-authoring-testkit';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { conversionBetween } from '../../core/src/plan/steps/type-conversion.ts';
import { environmentAt, type MysqlSubject, mysqlSubject } from './support/target-subjects.ts';

const thing = table(
  'thing',
  [
    column('organization_id', string(255)),
    column('name', string(80)),
    column('note', text),
    column('size', float, { default: literal(1) }),
  ],
  [index('uniq_thing_name', ['name'], true), tenantIndex('uniq_thing_organization_id_size', ['size'])],
);
const created: Step = { ...step('create_table', 'thing'), spec: thing };
const extra: Step = { ...step('add_column', 'thing'), column: column('extra', text) };

describeMysql('MySQL target', (server) => {
  let subject: MysqlSubject;
  let database: TargetDatabase;
  let fence = 0;

  beforeEach(async () => {
    subject = await mysqlSubject(server, { lockTimeoutMs: 1_000, lockRetryMs: 1_500 });
    database = await subject.databases.open(subject.environment);
  });
  afterEach(async () => {
    await database.close();
    await subject.dispose();
  });

  async function run(steps: readonly Step[], before: ReadonlyMap<string, TableSpec>) {
    fence += 1;
    await database.enter('env-1', `run-${fence}`, fence, 'plan');
    try {
      let schema = before;
      for (const chunk of database.chunks('expand', steps, 0)) {
        await database.execute(chunk, schema, fence);
        schema = applySteps(schema, chunk.steps);
      }
      return schema;
    } finally {
      await database.leave();
    }
  }

  it.each([0.125, 0.375, 1.005, 2.675, -0.125, 131_072.01, 999_999.99, 1e21])(
    'knows what the server keeps of the default %s',
    async (value) => {
      const spec = table('numbers', [column('v', float, { default: literal(value) })]);
      await run([{ ...step('create_table', 'numbers'), spec }], new Map());
      expect((await database.introspect(['numbers'])).get('numbers')).toEqual(database.render(spec));
    },
  );

  it('makes every table of a row of creations in one chunk, and finds those of an attempt that was cut off', async () => {
    const steps = Array.from({ length: 30 }, (_, at): Step => {
      const spec = table(`t${at}`, [column('v', text)]);
      return { ...step('create_table', spec.name), spec };
    });
    expect(database.chunks('expand', steps, 0)).toHaveLength(1);
    await run(steps, new Map());
    expect((await database.introspect()).size).toBe(31);
  });

  it('sees keys that are not ours: prefixes, directions, other methods', async () => {
    await run([created], new Map());
    await subject.query('CREATE INDEX theirs ON thing (name(7), size)');
    await subject.query('CREATE FULLTEXT INDEX words ON thing (note)');
    const indexes = (await database.introspect(['thing'])).get('thing')?.indexes;
    expect(indexes?.get('theirs')?.parts).toEqual(['name(7)', 'size']);
    expect(indexes?.get('words')?.parts[0]).toBe('using fulltext');
  });

  it('gives up on a locked table in time, with nothing changed, and goes on later', async () => {
    const schema = await run([created], new Map());
    await subject.query('START TRANSACTION; SELECT * FROM thing');
    const startedAt = performance.now();
    await expect(run([extra], schema)).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      details: { errno: 1205, stepId: extra.id },
    });
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    await subject.query('ROLLBACK');
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(false);
    await run([extra], schema);
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(true);
  });

  it('takes a table that somebody else made for no work of its own', async () => {
    await subject.query('CREATE TABLE thing (id varchar(255) PRIMARY KEY)');
    await expect(run([created], new Map())).rejects.toMatchObject({
      code: 'STATEMENT_FAILED',
      details: { errno: 1050, stepId: created.id },
    });
  });

  it('converts under the lock of the table, with indexes and default, and leaves nothing beside when it cannot', async () => {
    const schema = await run([created], new Map());
    await subject.insert('thing', [
      { id: 'a', name: '12', note: 'x', size: 3 },
      { id: 'b', name: '7', note: null, size: 4 },
    ]);
    const change = (name: string, to: TableSpec['columns'][0]['type']): Step => {
      const from = thing.columns.find((found) => found.name === name)?.type ?? text;
      const conversion = conversionBetween(name, from, to);
      return { ...step('change_type', 'thing', name), column: name, from, to, conversion, lossless: false };
    };
    await expect(run([change('note', float)], schema)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect([...((await database.introspect(['thing'])).get('thing')?.columns.keys() ?? [])]).toHaveLength(7);
    const after = await run([change('size', string(9)), change('name', float)], schema);
    expect((await database.introspect(['thing'])).get('thing')).toEqual(
      database.render(after.get('thing') as TableSpec),
    );
    expect(await subject.select('thing', ['name', 'size'])).toEqual([
      { name: 12, size: '3' },
      { name: 7, size: '4' },
    ]);
  });

  it('cuts not even the spaces at the end of a text', async () => {
    const schema = await run([created], new Map());
    await subject.insert('thing', [{ id: 'a', name: 'abcde   ' }]);
    const conversion = conversionBetween('name', string(80), string(5));
    const narrow: Step = {
      ...step('change_type', 'thing'),
      column: 'name',
      from: string(80),
      to: string(5),
      conversion,
      lossless: false,
    };
    await expect(run([narrow], schema)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect(await subject.select('thing', ['name'])).toEqual([{ name: 'abcde   ' }]);
    await subject.query("UPDATE thing SET name = 'abcde'");
    const after = await run([narrow], schema);
    expect((await database.introspect(['thing'])).get('thing')).toEqual(
      database.render(after.get('thing') as TableSpec),
    );
  });

  it('says so when its session was killed, and resumes under a new fence', async () => {
    const [chunk] = database.chunks('expand', [created], 0);
    if (!chunk) throw new Error('no chunk');
    await database.enter('env-1', 'run-x', 900, 'plan');
    const [mark] = await subject.query('SELECT session_id FROM _authoring_env');
    await subject.query(`KILL CONNECTION ${mark?.session_id}`);
    await expect(database.execute(chunk, new Map(), 900)).rejects.toMatchObject({
      code: expect.stringMatching(/^(DATABASE_UNAVAILABLE|LEASE_LOST)$/),
    });
    await expect(database.execute(chunk, new Map(), 900)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await database.enter('env-1', 'run-x', 901, 'plan');
    await database.execute(chunk, new Map(), 901);
    await database.leave();
    expect((await database.introspect(['thing'])).size).toBe(1);
  });

  it('ends a session of an older fence that does nothing, and only such a one', async () => {
    const other = await subject.databases.open(subject.environment);
    await database.enter('env-1', 'run-1', 5, 'plan');
    await expect(other.enter('env-1', 'run-2', 4, 'plan')).rejects.toMatchObject({
      code: 'ENVIRONMENT_LOCKED',
    });
    await expect(other.enter('env-2', 'run-2', 9, 'plan')).rejects.toMatchObject({
      code: 'ENVIRONMENT_LOCKED',
    });
    await other.enter('env-1', 'run-2', 6, 'plan');
    const [chunk] = database.chunks('expand', [created], 0);
    if (!chunk) throw new Error('no chunk');
    await expect(database.execute(chunk, new Map(), 5)).rejects.toMatchObject({
      code: expect.stringMatching(/^(DATABASE_UNAVAILABLE|LEASE_LOST)$/),
    });
    await other.close();
  });

  it('waits out a statement that goes on without its client, and finds what it did', async () => {
    const schema = await run([created], new Map());
    const [chunk] = database.chunks('expand', [extra], 0);
    if (!chunk) throw new Error('no chunk');
    await database.enter('env-1', 'run-z', 700, 'plan');
    // The zombie: the mark says that chunk 0 was begun from a session that still holds the lock and runs a statement.
    const zombie = await createConnection({ uri: subject.url, multipleStatements: true });
    await database.close();
    await zombie.query("SELECT get_lock(concat('mda:', sha1(database())), 5)");
    await zombie.query('UPDATE _authoring_env SET attempting = 0, session_id = connection_id()');
    const running = zombie.query('SELECT sleep(1.5); ALTER TABLE thing ADD COLUMN extra text NULL');
    database = await subject.databases.open(subject.environment);
    const entered = () => database.enter('env-1', 'run-z', 701, 'plan');
    const first = await entered().then(
      () => 'in',
      (error: { code: string }) => error.code,
    );
    await running;
    await zombie.end();
    if (first !== 'in') await entered();
    await database.execute(chunk, schema, 701);
    await database.leave();
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(true);
    expect((await database.mark())?.chunksDone).toBe(1);
  });

  it.each([
    ['a database that does not exist', { pathname: '/nothing_here' }, 'create the database'],
    ['a port where nobody listens', { port: '1' }, 'check that the server runs'],
    ['a user that does not exist', { username: 'nobody_here' }, 'correct user and password'],
  ])('names %s and what to do', async (_, spoiled, advice) => {
    const url = Object.assign(new URL(subject.url), spoiled);
    await expect(subject.databases.open(environmentAt('mysql', url.href))).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      suggestion: expect.stringContaining(advice),
    });
  });

  it('opens mariadb:// as well', async () => {
    const url = subject.url.replace(/^mysql:/, 'mariadb:');
    const same = await subject.databases.open(environmentAt('mysql', url));
    expect(await same.mark()).toBeNull();
    await same.close();
  });
});
