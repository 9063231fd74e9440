/**
 * Proves on tables of some size, and in the deep run on large ones, that what stops a publish is named wherever it lies, and
 * that a row which turns bad behind the preflight costs nobody more than its correction.
 */
import type { Chunk } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { hookedTargets } from '../faults/support/hooked-targets.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { note } from '../support/tally.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

describe('large tables · sqlite', () => suite(null));
describeServers('large tables', suite);

const deep = inject('deep');
const ROWS = deep ? 1_000_000 : 10_000;
/** Far inside, in whatever order the rows are gone through. */
const BAD = deep ? '734211' : '7342';
const PAIRED = deep ? 5_000_000 : 20_000;
const ROWS_A_STATEMENT = 100_000;
const MEMORY_MB_MAX = 100;
const TIMEOUT_MS = deep ? 1_800_000 : 60_000;

const number = (label: string) => ({ type: 'number', label });
const FIELDS = { code: text('Code', { maxLength: 40 }), price: number('Price'), amount: number('Amount') };
const col = (name: string) => ({ op: 'column', name });

/** What an author states, and which values of which column it makes none of. */
const STATED = [
  {
    form: 'a column that changes its type',
    fields: { ...FIELDS, code: number('Code') },
    field: 'code',
    up: { op: 'cast', value: { op: 'substring', value: col('code'), start: 1 }, to: 'number' },
    bad: `"code" = 'none'`,
    good: `"code" = '5'`,
    made: 5,
  },
  {
    form: 'a column that is new',
    fields: { ...FIELDS, each: number('Each') },
    field: 'each',
    up: { op: 'arithmetic', operator: '/', left: col('price'), right: col('amount') },
    bad: '"amount" = 0',
    good: '"price" = 10, "amount" = 2',
    made: 5,
  },
] as const;

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  /** Called before each chunk. */
  let beforeChunk: (chunk: Chunk) => Promise<void>;
  beforeEach(async () => {
    beforeChunk = async () => {};
    shop = await alteredShop(server, {
      type: 'staging',
      wrapTargets: (targets) =>
        hookedTargets(targets, async (instant, chunk) => {
          if (instant === 'before execute' && chunk) await beforeChunk(chunk);
        }),
    });
    await shop.stage(object('shop_item', FIELDS));
    await shop.publish();
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const publish = async () =>
    shop.service
      .publish(SCOPE, await draft(), { targetEnv: 'dev', force: true })
      .catch((error: unknown) => error);
  const change = (assignment: string) =>
    shop.alter(`UPDATE "shop_item" SET ${assignment} WHERE "id" = '${BAD}'`);
  const where = server?.label ?? 'sqlite';

  /** With ids 0, 1, 2 … @param code of the row `n` */
  async function fill(rows: number, code: string): Promise<void> {
    const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
    const places = [1, 10, 100, 1_000, 10_000];
    const sum = places.map((place, at) => `${place} * d${at}.d`).join(' + ');
    const from = places.map((_, at) => `(${digits}) AS d${at}`).join(' CROSS JOIN ');
    for (let first = 0; first < rows; first += ROWS_A_STATEMENT)
      await shop.alter(
        `INSERT INTO "shop_item" ("id", "code", "price", "amount") SELECT n, ${code}, n % 1000, 1
         FROM (SELECT ${first} + ${sum} AS n FROM ${from}) AS numbers WHERE n < ${rows}`,
      );
  }

  it.each(STATED)(
    'I-16 I-20: $form: the row of which nothing comes is named before anything runs, and also when it turns so behind that',
    async ({ fields, field, up, bad, good, made }) => {
      await fill(ROWS, 'n');
      await change(bad);
      await shop.stage(object('shop_item', fields));
      await shop.service.stageConversion(SCOPE, await draft(), { object: 'shop_item', field, up });
      const startedAt = performance.now();
      const refused = await publish();
      const refusedMs = Math.round(performance.now() - startedAt);
      expect(refused).toMatchObject({
        code: 'PREFLIGHT_FAILED',
        message: expect.stringContaining(BAD),
        details: { findings: [{ column: field, count: 1, keys: [BAD] }] },
      });
      expect((await shop.service.runs(SCOPE))[0]).toMatchObject({ state: 'refused' });
      expect(await shop.drift()).toEqual([]);

      await change(good);
      beforeChunk = async ({ no }) => {
        if (no === 0) await change(bad);
      };
      const stopped = await publish();
      const run = (await shop.service.runs(SCOPE))[0]?.id as string;
      const named = {
        code: 'PREFLIGHT_FAILED',
        details: { keys: [BAD], run, state: 'schema_ahead' },
        suggestion: expect.stringContaining(`mda run resume ${run}`),
      };
      expect(stopped).toMatchObject(named);
      expect(await shop.service.driveRun(SCOPE, run).catch((error: unknown) => error)).toMatchObject(named);
      await change(good);
      expect((await shop.service.driveRun(SCOPE, run)).state).toMatch(/committed|finished/);
      const name = shop.database.quoted(field);
      const [row] = await shop.database.query(
        `SELECT (SELECT ${name} FROM shop_item WHERE id = '${BAD}') AS bad, count(${name}) AS n FROM shop_item`,
      );
      expect([Number(row?.bad), Number(row?.n)]).toEqual([made, ROWS]);
      expect(await shop.drift()).toEqual([]);
      note(`large tables · ${where} · ${field}`, { rows: ROWS, refused_ms: refusedMs });
    },
    TIMEOUT_MS,
  );

  it(
    'a key that is to be unique, where each value is there twice: all of them are counted, the first are named',
    async () => {
      await fill(PAIRED, shop.database.engine === 'mysql' ? 'n DIV 2' : 'n / 2');
      await shop.stage(object('shop_item', { ...FIELDS, code: { ...FIELDS.code, unique: 'global' } }));
      const before = await memory();
      const startedAt = performance.now();
      const refused = await publish();
      const [refusedMs, grownMb] = [Math.round(performance.now() - startedAt), before()];
      note(`large tables · ${where} · unique`, {
        rows: PAIRED,
        refused_ms: refusedMs,
        grown_mb: grownMb,
      });
      const [finding] = (refused as { details: { findings: readonly { keys: readonly string[] }[] } }).details
        .findings;
      expect(refused).toMatchObject({ code: 'PREFLIGHT_FAILED' });
      expect(finding).toMatchObject({ check: 'duplicates', count: PAIRED, groups: PAIRED / 2 });
      expect(finding?.keys).toHaveLength(20);
      expect(new Set(finding?.keys.map((key) => Math.floor(Number(key) / 2))).size).toBe(10);
      if (deep) expect(grownMb).toBeLessThan(MEMORY_MB_MAX);
      expect(await shop.drift()).toEqual([]);
    },
    TIMEOUT_MS,
  );
}

/** @returns by how much the process grew at most since, in MB */
async function memory(): Promise<() => number> {
  const start = process.memoryUsage.rss();
  let most = start;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    look();
    return Math.round((most - start) / 2 ** 20);
  };
}
