/**
 * Owns the proof that a large table on PostgreSQL is filled in the order in which its rows lie, and that none is missed:
 * a row that somebody writes moves, also behind the walk (invariant I-33).
 */
import { AuthoringError, type Expression, type Step } from '@objectstack/metadata-authoring';
import {
  column,
  datetime,
  float,
  step,
  string,
  table,
  text,
  Workbench,
} from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { Filling } from './support/filling.ts';
import { type PostgresSubject, postgresSubject } from './support/target-subjects.ts';

const ROWS = 24_000;
const fill = (value: Expression): Step => ({
  ...step('backfill', 'thing'),
  rows: 'empty',
  column: 'state',
  value,
});
const open: Expression = { op: 'literal', value: 'open' };
const cut = () => new AuthoringError('RUN_CANCELLED', 'cut off');
const unwatched = async () => undefined;

describePostgres('a fill of a large table', (server) => {
  let subject: PostgresSubject;
  let bench: Workbench;

  beforeEach(async () => {
    subject = await postgresSubject(server);
    bench = await Workbench.open(async () => subject);
    await bench.create(table('thing', [column('note', text), column('state', string(12))]));
    await subject.exec(
      `INSERT INTO thing (id, note) SELECT md5(n::text), repeat('x', 150) FROM generate_series(1, ${ROWS}) n; ANALYZE thing`,
    );
  });
  afterEach(async () => {
    await bench.close();
  });

  async function count(where: string): Promise<number> {
    const { rows } = await subject.query(`SELECT count(*) FROM thing WHERE ${where}`);
    return Number(rows[0].count);
  }
  async function cursor(): Promise<string> {
    const { rows } = await subject.query('SELECT cursor FROM _authoring_env');
    return rows[0].cursor;
  }

  it('goes page by page, and on from there after every cut', async () => {
    const filling = new Filling(bench, fill(open));
    let cuts = 0;
    for (;;) {
      const rows = await filling
        .attempt(async (batches) => {
          if (batches === 3) throw cut();
        })
        .catch((error: unknown) => error);
      if (typeof rows === 'number') break;
      expect(rows).toMatchObject({ code: 'RUN_CANCELLED' });
      expect(await cursor()).toMatch(/^page 1( \d+){5}$|^rest 1$/);
      // Whatever was passed is full: the next attempt has nothing to do there.
      const [, , next] = (await cursor()).split(' ');
      if (next) expect(await count(`ctid < '(${next},0)' AND state IS NULL`)).toBe(0);
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(5);
    expect(await count("state = 'open'")).toBe(ROWS);
  });

  it('finds rows that moved behind it', async () => {
    const filling = new Filling(bench, fill(open));
    let moved = 0;
    await filling.attempt(async (batches) => {
      if (batches !== 12) return;
      // What the first pages left free is given to whoever writes next.
      await subject.exec('VACUUM thing');
      const [, , next] = (await cursor()).split(' ');
      await subject.exec(
        "UPDATE thing SET note = repeat('y', 150) WHERE id IN (SELECT id FROM thing WHERE state IS NULL ORDER BY ctid DESC LIMIT 600)",
      );
      moved = await count(`ctid < '(${next},0)' AND state IS NULL`);
    });
    expect(moved).toBeGreaterThan(100);
    expect(await count("state = 'open'")).toBe(ROWS);
  });

  it('goes over its pages share by share', async () => {
    const shares: number[] = [];
    await new Filling(bench, fill(open)).attempt(async (batches) => {
      if (batches > 0) shares.push(Number((await cursor()).split(' ')[4] ?? 0));
    });
    expect(shares.slice(0, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 1, 2]);
    expect(await count("state = 'open'")).toBe(ROWS);
  });

  it('goes over pages with few rows that need it only twice', async () => {
    await subject.exec("UPDATE thing SET state = 'open' WHERE id > '01'");
    await subject.exec('VACUUM FULL thing');
    const few = await count('state IS NULL');
    const shares = new Set<number>();
    const filled = await new Filling(bench, fill(open)).attempt(async (batches) => {
      if (batches > 0) shares.add(Number((await cursor()).split(' ')[4] ?? 0));
    });
    expect(filled).toBe(few);
    expect([...shares].sort()).toEqual([0, 7]);
    expect(await count("state = 'open'")).toBe(ROWS);
  });

  // A transaction of another database may keep old versions alive for a while, whose room is not free then.
  it('leaves room for new versions of its rows on their pages, so that the table hardly grows', {
    retry: 4,
  }, async () => {
    const pages = async () =>
      Number((await subject.query(`SELECT pg_relation_size('thing') / 8192 AS pages`)).rows[0].pages);
    const before = await pages();
    await new Filling(bench, fill(open)).attempt(unwatched);
    expect(await count("state = 'open'")).toBe(ROWS);
    // One UPDATE makes it twice as large.
    expect(await pages()).toBeLessThan(before * 1.35);
  });

  it.each([
    ['as it goes, for no checkpoint to stall others', '', '256kB'],
    ['as the server was told to', "ALTER DATABASE <database> SET backend_flush_after = '1MB'", '1MB'],
  ])('writes pages to the disk %s', async (_, told, expected) => {
    const [{ name }] = (await subject.query('SELECT quote_ident(current_database()) AS name')).rows;
    await subject.exec(told.replace('<database>', name));
    await subject.exec(`CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.note := current_setting('backend_flush_after'); RETURN NEW; END $$;
      CREATE TRIGGER tell BEFORE UPDATE ON thing FOR EACH ROW EXECUTE FUNCTION tell()`);
    await new Filling(bench, fill(open)).attempt(unwatched);
    expect(await count(`note = '${expected}'`)).toBe(ROWS);
  });

  it('ends although others keep making room behind it and move rows there', async () => {
    const filling = new Filling(bench, fill(open));
    let batches = 0;
    await filling.attempt(async () => {
      batches += 1;
      if (batches > 2_000) throw cut();
      await subject.exec('VACUUM thing');
      await subject.exec(
        "UPDATE thing SET note = note || 'z' WHERE id IN (SELECT id FROM thing WHERE state IS NULL ORDER BY ctid DESC LIMIT 300)",
      );
    });
    expect(await count("state = 'open'")).toBe(ROWS);
  });

  it('names the one row of a page that stops it, and goes on after that was corrected', async () => {
    const [id] = (await subject.query(`SELECT id FROM thing ORDER BY ctid LIMIT 1 OFFSET ${ROWS / 2}`)).rows;
    await subject.exec(`UPDATE thing SET note = 'this is too long' WHERE id = '${id.id}'`);
    await subject.exec(`UPDATE thing SET note = 'short' WHERE id <> '${id.id}'`);
    const note: Expression = { op: 'column', name: 'note' };
    const filling = new Filling(bench, fill(note));
    const stopped = await filling.attempt(unwatched).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'PREFLIGHT_FAILED', details: { table: 'thing', keys: [id.id] } });
    await subject.exec(`UPDATE thing SET note = 'short' WHERE id = '${id.id}'`);
    await filling.attempt(unwatched);
    expect(await count("state = 'short'")).toBe(ROWS);
  });

  it('names the one row of a page that does not convert, and goes on after that was corrected', async () => {
    await subject.exec("UPDATE thing SET note = '7'");
    const [bad] = (await subject.query(`SELECT id FROM thing ORDER BY ctid LIMIT 1 OFFSET ${ROWS / 2}`)).rows;
    await subject.exec(`UPDATE thing SET note = 'seven' WHERE id = '${bad.id}'`);
    await bench.apply([{ ...step('add_column', 'thing'), column: column('amount', float) }]);
    const value: Expression = {
      op: 'cast',
      value: { op: 'column', name: 'note' },
      from: text,
      to: float,
    };
    const stale: Step = { ...step('backfill', 'thing'), rows: 'stale', column: 'amount', value };
    const cursors = new Set<string | undefined>();
    const filling = new Filling(bench, stale);
    const look = async (batches: number) => {
      if (batches > 0) cursors.add((await cursor()).split(' ')[0]);
    };
    const stopped = await filling.attempt(look).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'PREFLIGHT_FAILED', details: { table: 'thing', keys: [bad.id] } });
    expect([...cursors]).toEqual(['page']);
    await subject.exec(`UPDATE thing SET note = '7' WHERE id = '${bad.id}'`);
    await filling.attempt(look);
    expect(await count('amount = 7')).toBe(ROWS);
  });

  it('ends where the value of most rows is none', async () => {
    await subject.exec("UPDATE thing SET note = CASE WHEN id < '3' THEN 'few' END");
    const few = await count("note = 'few'");
    const filling = new Filling(bench, fill({ op: 'column', name: 'note' }));
    expect(await filling.attempt(unwatched)).toBe(few);
    expect(await count("state = 'few'")).toBe(few);
  });

  it('goes by its keys where a row that is met again would get another value', async () => {
    await subject.exec("UPDATE thing SET note = 'x'");
    const moment: Expression = { op: 'cast', value: { op: 'now' }, from: datetime, to: text };
    const now: Expression = { op: 'concat', values: [{ op: 'column', name: 'note' }, moment] };
    const wide: Step = { ...step('backfill', 'thing'), rows: 'stale', column: 'note', value: now };
    const cursors: string[] = [];
    await new Filling(bench, wide).attempt(async (batches) => {
      if (batches > 0) cursors.push(await cursor());
    });
    expect(cursors.length).toBeGreaterThan(5);
    expect(cursors.filter((at) => !at.startsWith('key '))).toEqual([]);
    expect(await count("note ~ '^x[0-9]{4}-[^x]+$'")).toBe(ROWS);
  });
});
