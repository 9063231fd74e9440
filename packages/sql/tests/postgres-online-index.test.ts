/** Owns the proof that an index is built while others write, and that a build that was cut off is built anew. */
import { applySteps, type Chunk, type SchemaState, type Step } from '@objectstack/metadata-authoring';
import { column, index, step, string, table } from '@objectstack/metadata-authoring-testkit';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { type PostgresSubject, postgresSubject } from './support/target-subjects.ts';

const LOCK_TIMEOUT_MS = 50;
const thing = table('thing', [column('name', string(80))]);
const unique = index('uniq_thing_name', ['name'], true);
const build: Step = { ...step('create_index', 'thing'), index: unique };
const start: SchemaState = new Map([['thing', thing]]);
const built = { unique: true, parts: ['name'], valid: true, constraint: true };

describePostgres('an index on a table that others write to', (server) => {
  let subject: PostgresSubject;
  let writer: pg.Client;

  beforeEach(async () => {
    subject = await postgresSubject(server, { lockTimeoutMs: LOCK_TIMEOUT_MS, lockRetryMs: 200 });
    writer = new pg.Client({ connectionString: subject.url, statement_timeout: 5_000 });
    await writer.connect();
    await execute(1, [{ ...step('create_table', 'thing'), spec: thing }], new Map());
  });
  afterEach(async () => {
    await writer.end();
    await subject.dispose();
  });

  async function execute(fence: number, steps: readonly Step[], before: SchemaState, runId = `run-${fence}`) {
    const database = await subject.databases.open(subject.environment);
    try {
      await database.enter('env-1', runId, fence, 'plan');
      let schema = before;
      for (const chunk of database.chunks('expand', steps, 0) as readonly Chunk[]) {
        await database.execute(chunk, schema, fence);
        schema = applySteps(schema, chunk.steps);
      }
      await database.leave();
      return (await database.introspect(['thing'])).get('thing')?.indexes.get(unique.name);
    } finally {
      await database.close();
    }
  }

  /** @returns the process of the session that builds the index */
  async function building({ query }: PostgresSubject = subject): Promise<number> {
    for (;;) {
      const { rows } = await query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
         AND wait_event_type = 'Lock' AND query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%'`,
      );
      if (rows[0]) return Number(rows[0].pid);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('waits for who wrote before it, longer than for any lock, and holds nobody up', async () => {
    await writer.query('BEGIN');
    await writer.query("INSERT INTO thing (id, name) VALUES ('a', 'one')");
    const run = execute(2, [build], start);
    await building();
    await new Promise((resolve) => setTimeout(resolve, LOCK_TIMEOUT_MS * 4));
    await subject.insert('thing', [{ id: 'b', name: 'two' }]);
    expect(await subject.select('thing', ['id'])).toEqual([{ id: 'b' }]);
    await writer.query('COMMIT');
    expect(await run).toEqual(built);
    expect(await subject.select('thing', ['id'])).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('I-19: gives up after a time of its own, says whom it waits for, and is built when it is asked for again', async () => {
    const options = { lockTimeoutMs: LOCK_TIMEOUT_MS, lockRetryMs: 1, buildWaitMs: 300 };
    const impatient = await postgresSubject(server, options);
    const holder = new pg.Client({ connectionString: impatient.url });
    await holder.connect();
    try {
      const database = await impatient.databases.open(impatient.environment);
      await database.enter('env-1', 'run', 1, 'plan');
      const [make, chunk] = [step('create_table', 'thing'), build].map((one) =>
        database.chunks('expand', [{ ...one, ...(one === build ? {} : { spec: thing }) } as Step], 0),
      ) as [readonly Chunk[], readonly Chunk[]];
      for (const one of make) await database.execute(one, new Map(), 1);
      const again = { ...(chunk[0] as Chunk), no: 1 };
      await holder.query('BEGIN');
      await holder.query("INSERT INTO thing (id, name) VALUES ('a', 'one')");
      const startedAt = performance.now();
      const refused = database.execute(again, start, 1).catch((error: unknown) => error);
      await building(impatient);
      expect(await database.progress()).toEqual({ unit: 'sessions', done: 0, total: 1 });
      expect(await refused).toMatchObject({ code: 'LOCK_TIMEOUT' });
      expect(performance.now() - startedAt).toBeGreaterThan(300);
      await holder.query('COMMIT');
      await database.execute(again, start, 1);
      expect((await database.introspect(['thing'])).get('thing')?.indexes.get(unique.name)).toEqual(built);
      await database.leave();
      await database.close();
    } finally {
      await holder.end();
      await impatient.dispose();
    }
  });

  it('I-18: builds anew what a connection that died left, resumed by another session', async () => {
    await writer.query('BEGIN');
    await writer.query("INSERT INTO thing (id, name) VALUES ('a', 'one')");
    const run = execute(2, [build], start).catch((error: unknown) => error);
    await subject.query('SELECT pg_terminate_backend($1)', [await building()]);
    expect(await run).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await writer.query('COMMIT');
    const left = await subject.query(
      "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('uniq_thing_name')",
    );
    expect(left.rows).toEqual([{ indisvalid: false }]);
    expect(await execute(3, [build], start, 'run-2')).toEqual(built);
  });

  it.each(['other', 'thing'])(
    'never takes nor drops an index of that name that somebody made on %s',
    async (on) => {
      await subject.query('CREATE TABLE other (id text, name text)');
      await subject.query(`CREATE INDEX plain ON ${on} (name)`);
      const plain: Step = { ...step('create_index', 'thing'), index: index('plain', ['name']) };
      await expect(execute(2, [plain], start)).rejects.toMatchObject({ code: 'STATEMENT_FAILED' });
      const left = await subject.query("SELECT tablename AS on FROM pg_indexes WHERE indexname = 'plain'");
      expect(left.rows).toEqual([{ on }]);
    },
  );

  it('leaves nothing when rows do not fit, and can be repeated', async () => {
    await subject.insert('thing', [
      { id: 'a', name: 'one' },
      { id: 'b', name: 'one' },
    ]);
    await expect(execute(2, [build], start)).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect((await subject.query("SELECT to_regclass('uniq_thing_name') AS left")).rows).toEqual([
      { left: null },
    ]);
    await subject.query("UPDATE thing SET name = 'two' WHERE id = 'b'");
    expect(await execute(2, [build], start)).toEqual(built);
  });
});
