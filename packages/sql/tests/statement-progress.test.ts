/**
 * Owns the proof that the progress of an index build can be asked from beside it, where the engine tells: PostgreSQL
 * does, MariaDB of what it copies, as for a unique key over a long text, and not of what it builds in place.
 */
import { column, index, step, string, table, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import type { OpenSubject } from './support/target-subjects.ts';

const ROWS = 200_000;
const INSERT = {
  postgres: `INSERT INTO thing (id, v) SELECT 'r' || n, md5(n::text) FROM generate_series(1, ${ROWS}) n`,
  mysql: `INSERT INTO thing (id, v) SELECT concat('r', n), md5(n) FROM (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS}) SELECT n FROM s) AS numbers`,
  sqlite: `INSERT INTO thing (id, v) SELECT 'r' || n, n FROM (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 1000) SELECT n FROM s)`,
};

function suite({ open, connect }: EngineUnderTest): void {
  let subject: OpenSubject;
  let bench: Workbench;
  afterEach(() => bench.close());

  async function isMariaDb(): Promise<boolean> {
    const other = await connect?.(subject);
    const version = JSON.stringify(await other?.query('SELECT version()'));
    await other?.end();
    return version.includes('MariaDB');
  }

  it('is told from another connection while an index is built, and not of what has ended', async () => {
    subject = await open();
    const { engine } = subject.environment;
    bench = await Workbench.open(async () => subject);
    await bench.create(table('thing', [column('v', string(engine === 'mysql' ? 1_000 : 80))]));
    if (engine === 'mysql')
      await subject
        .exec(`SET SESSION max_recursive_iterations = ${ROWS + 1}`)
        .catch(() => subject.exec(`SET SESSION cte_max_recursion_depth = ${ROWS + 1}`));
    await subject.exec(INSERT[engine]);
    let isBuilt = false;
    const building = bench
      .apply([{ ...step('create_index', 'thing'), index: index('uniq_thing_v', ['v'], true) }])
      .finally(() => {
        isBuilt = true;
      });
    const told: unknown[] = [];
    while (!isBuilt) {
      // The connection beside ends with the run.
      const progress = await bench.database.progress().catch(() => null);
      if (progress !== null) told.push(progress);
      await new Promise(setImmediate);
    }
    await building;
    // MySQL counts only for a consumer of its performance schema that is off as it comes.
    if (engine === 'postgres' || (engine === 'mysql' && (await isMariaDb()))) {
      expect(told.length).toBeGreaterThan(0);
      for (const { done, total } of told as { done: number; total: number }[]) {
        expect(done).toBeGreaterThanOrEqual(0);
        expect(total).toBeGreaterThan(0);
      }
    } else expect(told).toEqual([]);
    expect(await bench.database.progress()).toBeNull();
  });
}

describeEveryEngine('the progress of a statement', suite);
