/**
 * Owns the proof that rows are filled batch by batch while others write: a fill that is cut off goes on at its cursor,
 * names the row that stops it, ends with its fence, and holds up no writer (invariant I-33).
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AuthoringError, diffTables } from '@objectstack/metadata-authoring';
import { column, float, table, text, Workbench } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeEveryEngine, type EngineUnderTest } from './support/every-engine.ts';
import { Filling } from './support/filling.ts';
import type { OpenSubject } from './support/target-subjects.ts';

/** As many as the first batch takes. */
const FIRST_BATCH = 250;
const SHADOW = '_authoring_new_v';

const keyOf = (at: number) => `k${String(at).padStart(6, '0')}`;

const cut = () => new AuthoringError('RUN_CANCELLED', 'cut off');
const unwatched = async () => undefined;

function suite({ open, connect }: EngineUnderTest): void {
  let bench: Workbench;
  let subject: OpenSubject;
  const exec = (sql: string) => subject.exec(sql);

  beforeEach(async () => {
    subject = await open();
    bench = await Workbench.open(async () => subject);
  });
  afterEach(async () => {
    await bench.close();
  });

  /** A table whose texts are about to become numbers, with its shadow. */
  async function given(rows: number, value: (at: number) => string = String, others: readonly string[] = []) {
    const columns = others.map((name) => column(name, text));
    await bench.create(table('thing', [column('v', text), ...columns]));
    for (let at = 0; at < rows; at += 5_000) {
      const values = Array.from(
        { length: Math.min(5_000, rows - at) },
        (_, of) => `('${keyOf(at + of)}', '${value(at + of)}')`,
      );
      await exec(`INSERT INTO thing (id, v) VALUES ${values.join(', ')}`);
    }
    const steps = diffTables({
      before: bench.schema,
      after: new Map([['thing', table('thing', [column('v', float), ...columns])]]),
      renames: { tables: new Map(), columns: new Map() },
      salt: 's',
      engine: bench.subject.environment.engine,
      syncs: [],
    });
    await bench.apply(steps.filter(({ kind }) => kind === 'add_shadow'));
    const fill = steps.find(({ kind }) => kind === 'backfill');
    if (!fill) throw new Error('nothing is filled');
    return new Filling(bench, fill);
  }
  /** Rows whose shadow is not the number that their text says. */
  async function wrong(): Promise<readonly unknown[]> {
    const rows = await bench.subject.select('thing', ['id', 'v', SHADOW]);
    return rows.filter((row) => Number(row.v) !== row[SHADOW]);
  }

  it('goes on at its cursor after every cut, and does no batch twice', async () => {
    const filling = await given(FIRST_BATCH * 5 + 7);
    for (let batch = 0; batch < 5; batch += 1) {
      const stopped = filling.attempt(async (batches) => {
        if (batches === 1) throw cut();
      });
      await expect(stopped).rejects.toMatchObject({ code: 'RUN_CANCELLED', rows: FIRST_BATCH });
    }
    expect(await filling.attempt(unwatched)).toBe(7);
    expect(await wrong()).toEqual([]);
  });

  it('misses no row that is written meanwhile, before its cursor or behind it', async () => {
    const filling = await given(FIRST_BATCH * 4);
    await filling.attempt(async (batches) => {
      await exec(
        `INSERT INTO thing (id, v) VALUES ('a${batches}', '${batches}.5'), ('z${batches}', '-${batches}')`,
      );
      await exec(
        `UPDATE thing SET v = '7${batches}' WHERE id IN ('${keyOf(3)}', '${keyOf(FIRST_BATCH * 4 - 3)}')`,
      );
      await exec(`DELETE FROM thing WHERE id = '${keyOf(FIRST_BATCH + batches)}'`);
    });
    expect(await wrong()).toEqual([]);
  });

  it('ends although rows keep coming at its end', async () => {
    const filling = await given(FIRST_BATCH);
    await filling.attempt(async (batches) => {
      if (batches > 20) throw cut();
      await exec(`INSERT INTO thing (id, v) VALUES ('z${keyOf(batches)}', '${batches}')`);
    });
    expect(await wrong()).toEqual([]);
  });

  it('names the one row of many that stops it, and goes on after that was corrected', async () => {
    const bad = 3_333;
    const filling = await given(5_000, (at) => (at === bad ? 'two' : String(at)));
    const stopped = await filling.attempt(unwatched).catch((error: unknown) => error);
    expect(stopped).toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { stepId: filling.chunk.steps[0]?.id, table: 'thing', keys: [keyOf(bad)] },
    });
    await exec(`UPDATE thing SET v = '2' WHERE id = '${keyOf(bad)}'`);
    expect(await filling.attempt(unwatched)).toBeLessThan(5_000);
    expect(await wrong()).toEqual([]);
  });

  it.each([3, 12, 2_000])('meets a row that stops it when it is its turn, in a table of %i', async (rows) => {
    const bad = rows - 2;
    const filling = await given(rows, (at) => (at === bad ? 'two' : String(at)));
    let asked = 0;
    const stopped = await filling
      .attempt(async (batches) => {
        asked = batches;
      })
      .catch((error: unknown) => error);
    expect(stopped).toMatchObject({ details: { keys: [keyOf(bad)] } });
    // Never row by row, however small a busy server makes them, and those by which it is found.
    expect(asked).toBeLessThan(rows / 4 + 2 * Math.log2(FIRST_BATCH));
  });

  it('stops between batches when another run has the fence', async () => {
    const filling = await given(FIRST_BATCH * 4);
    const stopped = await filling
      .attempt(async (batches) => {
        if (batches === 2) await exec('UPDATE _authoring_env SET fence = fence + 1000');
      })
      .catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'LEASE_LOST' });
    // Two batches, of which the second one was larger by a half at most.
    expect((stopped as { rows: number }).rows).toBeLessThanOrEqual(FIRST_BATCH * 2.5);
    expect((await wrong()).length).toBeGreaterThan(FIRST_BATCH);
  });

  it('holds up no writer for as long as a second', async () => {
    const filling = await given(20_000);
    let done = false;
    const waits: number[] = [];
    const write = async () => {
      for (let at = 0; !done; at += 1) {
        const startedAt = performance.now();
        await new Promise(setImmediate);
        await exec(`UPDATE thing SET v = '${at}' WHERE id = '${keyOf((at * 7_919) % 20_000)}'`);
        waits.push(performance.now() - startedAt);
      }
    };
    const writing = write();
    await filling.attempt(unwatched).finally(() => {
      done = true;
    });
    await writing;
    expect(waits.length).toBeGreaterThan(10);
    expect(Math.max(...waits)).toBeLessThan(1_000);
    expect(await wrong()).toEqual([]);
  });

  if (connect !== null)
    it('I-32: a writer that holds a row of a batch, and asks for another one of it, goes on', async () => {
      const filling = await given(FIRST_BATCH);
      const writer = await connect(subject);
      try {
        await writer.query('START TRANSACTION');
        await writer.query(`UPDATE thing SET v = '1' WHERE id = '${keyOf(FIRST_BATCH - 1)}'`);
        const filled = filling.attempt(unwatched).catch((error: unknown) => error);
        await pause(200);
        await writer.query(`UPDATE thing SET v = '2' WHERE id = '${keyOf(0)}'`);
        await writer.query('COMMIT');
        expect(await filled).toBe(FIRST_BATCH);
        expect(await wrong()).toEqual([]);
      } finally {
        await writer.end();
      }
    });

  it('is not confused by columns that have the names of its own statement', async () => {
    const filling = await given(10, String, ['batch_key', 'batch', 'filled', 'last', 'rows']);
    await filling.attempt(unwatched);
    expect(await wrong()).toEqual([]);
  });
}

describeEveryEngine('a batched fill', suite);
