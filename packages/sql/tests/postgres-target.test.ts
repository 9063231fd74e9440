/** Owns what only PostgreSQL must prove: constraints, chunks under its lock table, lock timeouts, lost connections, refusals. */
import {
  applySteps,
  type SchemaState,
  type Step,
  type TableSpec,
  type TargetDatabase,
} from '@objectstack/metadata-authoring';
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
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { environmentAt, type PostgresSubject, postgresSubject } from './support/target-subjects.ts';

const LOCK_TIMEOUT_MS = 50;
const thing = table(
  'thing',
  [
    column('organization_id', string(255)),
    column('name', string(80)),
    column('size', float, { default: literal(1) }),
  ],
  [index('uniq_thing_name', ['name'], true), tenantIndex('uniq_thing_organization_id_size', ['size'])],
);
const created: Step = { ...step('create_table', 'thing'), spec: thing };

describePostgres('PostgreSQL target', (server) => {
  let subject: PostgresSubject;
  let database: TargetDatabase;
  let fence = 0;

  beforeEach(async () => {
    subject = await postgresSubject(server, { lockTimeoutMs: LOCK_TIMEOUT_MS, lockRetryMs: 200 });
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

  it('goes on with a mark that an earlier release made', async () => {
    await subject.query(
      'CREATE TABLE "_authoring_env" ("env_id" text PRIMARY KEY, "fence" bigint, "run_id" text, "step_no" integer, "plan_hash" text)',
    );
    await subject.query(`INSERT INTO "_authoring_env" VALUES ('env-1', 0, 'run-0', 3, 'plan')`);
    expect(await database.mark()).toMatchObject({ runId: 'run-0', chunksDone: 3 });
    await run([created], new Map());
    expect(await database.mark()).toMatchObject({ runId: `run-${fence}`, chunksDone: 1 });
  });

  it('makes a plain unique key a constraint and a NULL-safe one an index', async () => {
    await run([created], new Map());
    const { rows } = await subject.query(
      "SELECT conname, contype FROM pg_constraint WHERE conrelid = 'thing'::regclass AND contype IN ('u', 'p') ORDER BY 1",
    );
    expect(rows).toEqual([
      { conname: 'thing_pkey', contype: 'p' },
      { conname: 'uniq_thing_name', contype: 'u' },
    ]);
  });

  it('holds at most 250 tables in one transaction, and the mark counts the chunks', async () => {
    const steps = Array.from({ length: 501 }, (_, at): Step => {
      const spec = table(`t${at}`, []);
      return { ...step('create_table', spec.name), spec };
    });
    expect(database.chunks('expand', steps, 0).map((chunk) => chunk.steps.length)).toEqual([250, 250, 1]);
    await run(steps, new Map());
    expect((await database.mark())?.chunksDone).toBe(3);
    expect((await database.introspect()).size).toBe(502);
  });

  it('frees the name of a renamed or held table, primary key included', async () => {
    let schema = await run([created], new Map());
    schema = await run([{ ...step('rename_table', 'thing'), to: 'other' }, created].slice(0, 1), schema);
    const second = { ...thing, indexes: [] };
    schema = await run([{ ...created, spec: second } as Step], schema);
    await run(
      [
        { ...step('hold_table', 'thing'), spec: second, heldName: '_hold_1' },
        { ...created, spec: second } as Step,
      ],
      schema,
    );
    const { rows } = await subject.query(
      "SELECT conname FROM pg_constraint WHERE contype = 'p' AND connamespace = 'public'::regnamespace AND conname <> '_authoring_env_pkey' ORDER BY 1",
    );
    expect(rows.map(({ conname }) => conname)).toEqual(['_hold_1_pkey', 'other_pkey', 'thing_pkey']);
  });

  it('sees an index that lost a race as not valid, and parts that are not ours', async () => {
    await run([created], new Map());
    await subject.query(
      `CREATE INDEX theirs ON thing (lower(name), size DESC) WHERE size > 0; CREATE INDEX hashed ON thing USING hash (name)`,
    );
    await subject.query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'hashed'::regclass");
    const indexes = (await database.introspect(['thing'])).get('thing')?.indexes;
    expect(indexes?.get('theirs')?.parts).toEqual([
      'lower(name::text)',
      'size DESC',
      'where (size > (0)::double precision)',
    ]);
    expect(indexes?.get('hashed')).toEqual({
      unique: false,
      parts: ['name', 'using hash'],
      constraint: false,
      valid: false,
    });
  });

  it('gives up on a locked table in time, with nothing changed and nobody held up for longer', async () => {
    const schema = await run([created], new Map());
    await subject.query('BEGIN; LOCK TABLE thing IN ACCESS SHARE MODE');
    const startedAt = performance.now();
    const add: Step = { ...step('add_column', 'thing'), column: column('extra', text) };
    await expect(run([add], schema)).rejects.toMatchObject({
      code: 'LOCK_TIMEOUT',
      details: { state: '55P03', stepId: add.id },
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    await subject.query('ROLLBACK');
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(false);
    await run([add], schema);
    expect((await database.introspect(['thing'])).get('thing')?.columns.has('extra')).toBe(true);
  });

  it('waits for a lock while its budget lasts', async () => {
    const schema = await run([created], new Map());
    await subject.query('BEGIN; LOCK TABLE thing IN ACCESS SHARE MODE');
    const running = run([{ ...step('add_column', 'thing'), column: column('extra', text) }], schema);
    setTimeout(() => void subject.query('ROLLBACK'), LOCK_TIMEOUT_MS);
    await running;
  });

  it('changes a type together with its default and the indexes on it', async () => {
    const schema = await run([created], new Map());
    await subject.insert('thing', [{ id: 'a', name: '12', size: 3 }]);
    const cast = { op: 'cast', value: { op: 'column', name: 'size' }, from: float, to: string(9) } as const;
    const after = await run(
      [
        {
          ...step('change_type', 'thing'),
          column: 'size',
          from: float,
          to: string(9),
          conversion: cast,
          lossless: false,
        },
      ],
      schema,
    );
    const expected = database.render(after.get('thing') as TableSpec);
    expect((await database.introspect(['thing'])).get('thing')).toEqual(expected);
    expect(await subject.select('thing', ['size'])).toEqual([{ size: '3' }]);
  });

  it('never cuts a text in silence', async () => {
    const schema = await run([created], new Map());
    await subject.insert('thing', [{ id: 'a', name: 'far too long' }]);
    const narrow: Step = {
      ...step('change_type', 'thing'),
      column: 'name',
      from: string(80),
      to: string(5),
      conversion: { op: 'cast', value: { op: 'column', name: 'name' }, from: string(80), to: string(5) },
      lossless: false,
    };
    await expect(run([narrow], schema)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect(await subject.select('thing', ['name'])).toEqual([{ name: 'far too long' }]);
  });

  it('says so when its connection is lost, and resumes under a new fence', async () => {
    const [chunk] = database.chunks('expand', [created], 0);
    if (!chunk) throw new Error('no chunk');
    await database.enter('env-1', 'run-x', 900, 'plan');
    await subject.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'metadata-authoring' AND datname = current_database()",
    );
    await expect(database.execute(chunk, new Map(), 900)).rejects.toMatchObject({
      code: expect.stringMatching(/^(DATABASE_UNAVAILABLE|LEASE_LOST)$/),
    });
    await expect(database.execute(chunk, new Map(), 900)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await database.enter('env-1', 'run-x', 901, 'plan');
    await database.execute(chunk, new Map(), 901);
    await database.leave();
    expect((await database.introspect(['thing'])).size).toBe(1);
  });

  it('keeps a second session out for as long as the first one lives, unless that only idles and its fence is older', async () => {
    const other = await subject.databases.open(subject.environment);
    await database.enter('env-1', 'run-1', 2, 'plan');
    for (const [environment, fence] of [
      ['env-1', 2],
      ['env-2', 3],
    ] as const)
      await expect(other.enter(environment, 'run-2', fence, 'plan')).rejects.toMatchObject({
        code: 'ENVIRONMENT_LOCKED',
      });
    await other.enter('env-1', 'run-2', 3, 'plan');
    const [chunk] = database.chunks('expand', [created], 0);
    if (!chunk) throw new Error('no chunk');
    await expect(database.execute(chunk, new Map(), 2)).rejects.toMatchObject({
      code: expect.stringMatching(/^(DATABASE_UNAVAILABLE|LEASE_LOST)$/),
    });
    await other.close();
    await database.close();
    database = await subject.databases.open(subject.environment);
  });

  it('commits to disk also where the server would not', async () => {
    const name = pg.escapeIdentifier(new URL(subject.url).pathname.slice(1));
    await subject.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    const durable = await subject.databases.open(subject.environment);
    // The setting of the session, seen from inside: a trigger writes down what each mark was committed under.
    await durable.enter('env-1', 'run-1', 1, 'plan');
    await subject.query(`CREATE TABLE seen (setting text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
      CREATE TRIGGER note AFTER INSERT OR UPDATE ON _authoring_env FOR EACH ROW EXECUTE FUNCTION note()`);
    const fill: Step = {
      ...step('backfill', 'thing'),
      column: 'name',
      value: { op: 'literal', value: 'x' },
      rows: 'empty',
    };
    let schema: SchemaState = new Map();
    for (const chunk of durable.chunks('expand', [created, fill], 0)) {
      await durable.execute(chunk, schema, 1);
      schema = applySteps(schema, chunk.steps);
      if (chunk.no === 0) await subject.query("INSERT INTO thing (id) VALUES ('a')");
    }
    await durable.leave();
    await durable.close();
    const settings = (await subject.query('SELECT setting FROM seen')).rows.map(({ setting }) => setting);
    // Made, begun to fill, one batch with its cursor, done: only the batch may be lost, and with it the cursor.
    expect(settings).toEqual(['on', 'on', 'off', 'on']);
  });

  it.each([
    [
      'a database that does not exist',
      (url: URL) => {
        url.pathname = '/nothing_here';
      },
      'create the database',
    ],
    [
      'a port where nobody listens',
      (url: URL) => {
        url.port = '1';
      },
      'check that the server runs',
    ],
    [
      'a user that does not exist',
      (url: URL) => {
        url.username = 'nobody_here';
      },
      'correct user and password',
    ],
  ])('names %s and what to do', async (_, spoil, advice) => {
    const url = new URL(subject.url);
    spoil(url);
    await expect(subject.databases.open(environmentAt('postgres', url.href))).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      suggestion: expect.stringContaining(advice),
    });
  });
});
