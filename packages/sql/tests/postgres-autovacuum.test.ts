/** Owns the proof that autovacuum, which works on a large table for hours, keeps nobody from changing it. */
import { applySteps, type Chunk, type Step } from '@objectstack/metadata-authoring';
import { column, step, string, table } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { type PostgresSubject, postgresSubject } from './support/target-subjects.ts';

const thing = table('thing', [column('name', string(80))]);
const add: Step = { ...step('add_column', 'thing'), column: column('note', string(80)) };
/** So slow that it works for hours, and due at once. */
const SLOW = `autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,
  autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0`;

describePostgres('a table that autovacuum works on', (server) => {
  // Only a server that is the tests' own is told to look for work more often.
  const isOurs = server.label.includes('embedded');
  let subject: PostgresSubject;
  beforeEach(async () => {
    subject = await postgresSubject(server, { lockTimeoutMs: 200, lockRetryMs: 8_000 });
  });
  afterEach(async () => {
    if (isOurs) await tell('RESET autovacuum_naptime');
    await subject.dispose();
  });

  async function tell(setting: string): Promise<void> {
    await subject.query(`ALTER SYSTEM ${setting}`);
    await subject.query('SELECT pg_reload_conf()');
  }

  async function vacuums(): Promise<number> {
    const { rows } = await subject.query(
      'SELECT count(*)::int AS n FROM pg_stat_progress_vacuum WHERE datname = current_database()',
    );
    return Number(rows[0]?.n);
  }

  it.runIf(isOurs)(
    'I-19: is changed at the second attempt, and nobody had to queue behind the wait for that',
    async () => {
      const database = await subject.databases.open(subject.environment);
      await database.enter('env-1', 'run-1', 1, 'plan');
      const create: Step = { ...step('create_table', 'thing'), spec: thing };
      const [first] = database.chunks('expand', [create], 0) as readonly [Chunk];
      await database.execute(first, new Map(), 1);
      await subject.query(`ALTER TABLE thing SET (${SLOW})`);
      await subject.query(
        "INSERT INTO thing (id, name) SELECT 'k' || g, repeat('x', 70) FROM generate_series(1, 20000) AS g",
      );
      await subject.query("UPDATE thing SET name = 'y'");
      await tell("SET autovacuum_naptime = '1s'");
      while ((await vacuums()) === 0) await new Promise((resolve) => setTimeout(resolve, 50));

      let [done, longestMs] = [false, 0];
      const writing = (async () => {
        for (let n = 0; !done; n += 1) {
          const startedAt = performance.now();
          await subject.query(`UPDATE thing SET name = 'z' WHERE id = 'k${(n % 20_000) + 1}'`);
          longestMs = Math.max(longestMs, performance.now() - startedAt);
        }
      })();
      const schema = applySteps(new Map(), [create]);
      const [second] = database.chunks('expand', [add], 1) as readonly [Chunk];
      await database.execute(second, schema, 1).finally(() => (done = true));
      await writing;
      await database.leave();
      expect((await database.introspect(['thing'])).get('thing')?.columns.has('note')).toBe(true);
      await database.close();
      // One attempt, and what a busy machine adds; the wait that ended autovacuum is five times as long.
      expect(longestMs).toBeLessThan(900);
    },
    60_000,
  );
});
