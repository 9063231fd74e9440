/** A run looks for the few others that matter to it, however many an environment ever had. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runStatements } from '../src/control/run-statements.ts';
import { postgresControlDialect } from '../src/dialects/postgres/control-dialect.ts';
import { sqliteControlDialect } from '../src/dialects/sqlite/control-dialect.ts';
import { type ControlSubject, describeControl } from './support/control-planes.ts';

const MANY = 2_000;

describeControl('looking up runs among many (G15)', (make) => {
  let subject: ControlSubject;

  beforeEach(async () => {
    subject = await make();
    await (await subject.open()).close();
    await subject.raw(`INSERT INTO "_authoring_run"
      ("organization_id", "id", "environment_id", "kind", "state", "fence", "next_chunk", "reversing", "request",
       "requested_by", "requested_at", "updated_at", "finished_at")
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY})
      SELECT 'o', 'run-' || i, 'dev', 'rollback', 'finished', i, CASE i % 400 WHEN 0 THEN 1 ELSE 0 END, FALSE, '{}',
        'ada', 'at-' || i, 'at-' || i, 'at-' || i FROM n`);
    await subject.raw('ANALYZE');
  });

  afterEach(() => subject.dispose());

  async function planOf(name: 'open' | 'lastApplied'): Promise<string> {
    const sqlite = subject.url.startsWith('sqlite:');
    const dialect = sqlite ? sqliteControlDialect() : postgresControlDialect();
    const { sql } = runStatements(dialect)[name];
    const literals = sql.replace(/limit (\?|\$\d+)/, 'limit 1').replace(/\?|\$\d+/g, "'o'");
    const rows = await subject.raw(`EXPLAIN ${sqlite ? 'QUERY PLAN ' : ''}${literals}`);
    return rows.map((row) => Object.values(row).join(' ')).join('\n');
  }

  it('reads those that have not ended from an index of those alone', async () => {
    expect(await planOf('open')).toContain('_authoring_run_open');
  });

  it('reads the last one that changed tables from an index of those alone, in its order', async () => {
    const plan = await planOf('lastApplied');
    expect(plan).toContain('_authoring_run_applied');
    expect(plan).not.toMatch(/sort|TEMP B-TREE/i);
  });
});
