/**
 * Owns the proof that what people see of a fill is true of a table that no engine has statistics of: how many rows are
 * behind it, and about how many there are, from the first batches on, also after a cut.
 */
import { AuthoringError, type Step } from '@objectstack/metadata-authoring';
import { column, step, string, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { Filling } from './support/filling.ts';
import { mysqlSubject, type OpenSubject, postgresSubject, sqliteSubject } from './support/target-subjects.ts';

const fill: Step = {
  ...step('backfill', 'thing'),
  rows: 'stale',
  column: 'state',
  value: { op: 'literal', value: 'open' },
};
const cut = () => new AuthoringError('RUN_CANCELLED', 'cut off');

/** Of each engine: a table of so many rows, all at once. */
interface Given {
  readonly rows: number;
  readonly statements: readonly string[];
  /** Only what is known of the table says where a fill is that was cut off. */
  readonly knowsPlace: boolean;
}

function suite(open: () => Promise<OpenSubject>, given: Given): void {
  let bench: Workbench;
  beforeEach(async () => {
    const subject = await open();
    bench = await Workbench.open(async () => subject);
    await bench.create(table('thing', [column('note', text), column('state', string(12))]));
    for (const statement of given.statements) await subject.exec(statement);
  });
  afterEach(() => bench.close());

  const expectNear = (value: number, expected: number) => {
    expect(value).toBeGreaterThan(expected * 0.85);
    expect(value).toBeLessThan(expected * 1.15);
  };

  it('knows from the first batches on how many rows there are, and ends with as many', async () => {
    const filling = new Filling(bench, fill);
    await filling.attempt(async () => undefined);
    const told = filling.told.filter(({ done }) => done > 0);
    expect(told.length).toBeGreaterThan(5);
    for (const { total } of told.slice(1)) expectNear(total, given.rows);
    const done = told.map((one) => one.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done[0]).toBeLessThan(given.rows / 2);
    expectNear(done.at(-1) ?? 0, given.rows);
  });

  it.runIf(given.knowsPlace)('goes on after a cut with the rows that are behind it', async () => {
    const filling = new Filling(bench, fill);
    const stopped = filling.attempt(async () => {
      const last = filling.told.at(-1);
      if (last && last.done > given.rows / 2) throw cut();
    });
    await expect(stopped).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    const before = filling.told.length;
    await filling.attempt(async () => undefined);
    const told = filling.told.slice(before);
    expect(told[0]?.done).toBeGreaterThan(given.rows * 0.4);
    for (const { total } of told.slice(1)) expectNear(total, given.rows);
  });
}

const note = (length: number) => `repeat('x', ${length})`;
const unanalysed = 'ALTER TABLE thing SET (autovacuum_enabled = false)';

describePostgres('progress of a fill, page by page', (server) => {
  const rows = 24_000;
  suite(() => postgresSubject(server), {
    rows,
    knowsPlace: true,
    statements: [
      unanalysed,
      `INSERT INTO thing (id, note) SELECT md5(n::text), ${note(600)} FROM generate_series(1, ${rows}) n`,
    ],
  });
});

describePostgres('progress of a fill, by key', (server) => {
  const rows = 12_000;
  suite(() => postgresSubject(server), {
    rows,
    knowsPlace: false,
    statements: [
      unanalysed,
      `INSERT INTO thing (id, note) SELECT md5(n::text), ${note(40)} FROM generate_series(1, ${rows}) n`,
    ],
  });
});

describeMysql('progress of a fill', (server) => {
  const rows = 24_000;
  suite(() => mysqlSubject(server), {
    rows,
    knowsPlace: false,
    statements: [
      'ALTER TABLE thing STATS_AUTO_RECALC = 0',
      `INSERT INTO thing (id, note) WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 300)
        SELECT md5(concat(a.n, '.', b.n)), ${note(100)} FROM s a, s b WHERE b.n <= ${rows / 300}`,
    ],
  });
});

describe('progress of a fill · sqlite', () => {
  const rows = 24_000;
  suite(() => sqliteSubject(), {
    rows,
    knowsPlace: true,
    statements: [
      `INSERT INTO thing (id, note) WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows * 8})
        SELECT 'k' || n, 'x' FROM s`,
      'DELETE FROM thing WHERE _rowid_ % 8 <> 0',
    ],
  });
});
