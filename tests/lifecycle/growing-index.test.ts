/**
 * Proves that a run stays alive while an index of a large SQLite table grows, although every statement has the process to
 * itself: between two batches the lease is renewed and a cancel is heard, and what is given up leaves nothing. So it is
 * with the index of rows that a switch has to find, which is no drift while it is there, and is gone with the run.
 */
import { type ControlPlane, LIMITS } from '@objectstack/metadata-authoring';
import { systemClock } from '@objectstack/metadata-authoring-sql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portsOf } from '../support/ports-of.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { object, SHOP } from './shop.ts';

/** More than the largest batches that the first few can be. */
const ROWS = 40_000;

let shop: Altered;
let renewals = 0;
/** Called at every renewal of a lease. */
let atRenewal: () => Promise<void> = async () => undefined;

function watched(plane: ControlPlane): ControlPlane {
  const leasesOf = ({ leases }: Pick<ControlPlane, 'leases'>): ControlPlane['leases'] => ({
    acquire: (...values) => leases.acquire(...values),
    assertHeld: (...values) => leases.assertHeld(...values),
    release: (...values) => leases.release(...values),
    current: (...values) => leases.current(...values),
    renew: (...values) => {
      renewals += 1;
      return leases.renew(...values);
    },
  });
  const seen = (one: ControlPlane): ControlPlane => ({
    ...portsOf(plane),
    ...one,
    leases: leasesOf(one),
    transaction: async (work) => {
      const before = renewals;
      const result = await one.transaction((tx) =>
        work({ ...tx, transaction: (inner) => tx.transaction(inner), leases: leasesOf(tx) }),
      );
      if (renewals > before) await atRenewal();
      return result;
    },
  });
  return seen(plane);
}

beforeEach(async () => {
  renewals = 0;
  atRenewal = async () => undefined;
  shop = await alteredShop(null, {
    type: 'staging',
    wrap: watched,
    // A second of a million rows is a moment of these.
    clock: { ...systemClock, every: (ms, tick) => systemClock.every((ms * 20) / LIMITS.watch_ms, tick) },
  });
  await shop.alter(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") SELECT 'c' || i, 'n' || (i * 7919 % ${ROWS}), i, 'new', i FROM n`);
});
afterEach(() => shop.dispose());

const publish = async () =>
  shop.service.publish(SCOPE, await shop.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
const isBatched = async () =>
  (await shop.database.query('SELECT attempting, cursor FROM _authoring_env')).some(
    ({ attempting, cursor }) => attempting !== null && cursor !== null,
  );
const indexes = () =>
  shop.database.query(
    "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'shop_customer' AND sql IS NOT NULL",
  );

describe('an index that grows on SQLite', () => {
  beforeEach(() =>
    shop.stage(
      object('shop_customer', fields(), { indexes: [...INDEXES, { name: 'idx_name', fields: ['name'] }] }),
    ),
  );

  it('I-23: renews the lease between its batches', async () => {
    let between = 0;
    atRenewal = async () => {
      if (await isBatched()) between += 1;
    };
    expect((await publish()).state).toBe('finished');
    expect(between).toBeGreaterThan(0);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-16: hears a cancel between its batches, leaves nothing, and can be published again', async () => {
    const before = await indexes();
    let cancelled: string | undefined;
    atRenewal = async () => {
      if (cancelled !== undefined || !(await isBatched())) return;
      const [run] = await shop.plane.runs.list(SCOPE, { limit: 1 });
      cancelled = run?.id;
      if (cancelled !== undefined) await shop.service.cancelRun(SCOPE, cancelled);
    };
    const stopped = await publish().catch((error: unknown) => error);
    expect(cancelled).toBeDefined();
    expect(stopped).toMatchObject({ code: 'RUN_CANCELLED', details: { run: cancelled } });
    expect(await indexes()).toEqual(before);
    expect(await shop.drift()).toEqual([]);
    expect((await publish()).state).toBe('finished');
    expect(await indexes()).toHaveLength(before.length + 1);
    expect(await shop.drift()).toEqual([]);
  });
});

describe('the index of rows that a switch has to find', () => {
  const proofs = async () =>
    (await indexes()).map(({ sql }) => String(sql)).filter((sql) => sql.includes('_authoring_proof_'));
  const required = {
    ...fields(),
    name: { type: 'text', label: 'Name', defaultValue: 'none', storage: { notNull: true } },
  };
  beforeEach(() => shop.stage(object('shop_customer', required, { indexes: INDEXES })));

  it('I-16: a cancel in the middle of it leaves none, and the next publish requires a value in every row', async () => {
    const before = await indexes();
    let cancelled: string | undefined;
    let drift: readonly string[] = [];
    atRenewal = async () => {
      if (cancelled !== undefined || (await proofs()).length === 0) return;
      const [run] = await shop.plane.runs.list(SCOPE, { limit: 1 });
      cancelled = run?.id;
      drift = await shop.drift();
      if (cancelled !== undefined) await shop.service.cancelRun(SCOPE, cancelled);
    };
    const stopped = await publish().catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'RUN_CANCELLED', details: { run: cancelled } });
    expect(drift).toEqual([]);
    expect(await indexes()).toEqual(before);
    expect(await shop.drift()).toEqual([]);
    await shop.alter(`UPDATE "shop_customer" SET "name" = NULL WHERE "id" IN ('c7', 'c${ROWS}')`);
    expect((await publish()).state).toBe('finished');
    expect(await proofs()).toEqual([]);
    expect(await shop.drift()).toEqual([]);
    expect(await shop.database.query(`SELECT id FROM shop_customer WHERE name = 'none'`)).toHaveLength(2);
  });
});
