/** Proves that a repair is a run like any other: shown first, gated, resumed, given up, and careful with what it finds. */
import { AuthoringError, type ControlPlane } from '@objectstack/metadata-authoring';
import { afterEach, describe, expect, it } from 'vitest';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

let shop: Altered;
afterEach(() => shop.dispose());

const reconcile = (options: { readonly force?: boolean; readonly dryRun?: boolean } = {}) =>
  shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', ...options });

const EXTRA = 'ALTER TABLE "shop_customer" ADD COLUMN "by_hand" varchar(9)';
const columns = async () =>
  (await shop.database.query("SELECT name FROM pragma_table_info('shop_customer')")).map(({ name }) => name);

describe('before anything happens', () => {
  it('a dry run says what would be done and touches nothing', async () => {
    shop = await alteredShop(null);
    await shop.alter(EXTRA, 'DROP TABLE "shop_order"');
    const [before, runs] = [await columns(), (await shop.service.runs(SCOPE)).length];
    const shown = await reconcile({ dryRun: true });
    expect(shown).toMatchObject({ mode: 'repair', dryRun: true, environment: 'dev' });
    expect(shown.plan?.steps.map(({ step }) => step.id)).toEqual([
      'expand:create_table:shop_order',
      'contract:hold_column:shop_customer.by_hand',
    ]);
    expect(await columns()).toEqual(before);
    expect(await shop.service.runs(SCOPE)).toHaveLength(runs);
    const done = await shop.service.reconcile(SCOPE, {
      targetEnv: 'dev',
      mode: 'repair',
      expectPlanHash: shown.plan?.planHash ?? '',
    });
    expect(done).toMatchObject({ dryRun: false, drift: [], plan: { planHash: shown.plan?.planHash } });
  });

  it('PLAN_STALE when the tables changed since the plan was shown', async () => {
    shop = await alteredShop(null);
    await shop.alter(EXTRA);
    const expectPlanHash = (await reconcile({ dryRun: true })).plan?.planHash ?? '';
    await shop.alter('DROP TABLE "shop_order"');
    await expect(
      shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', expectPlanHash }),
    ).rejects.toMatchObject({ code: 'PLAN_STALE' });
  });

  it('production wants --force before a column is put aside', async () => {
    shop = await alteredShop(null, { type: 'production' });
    await shop.alter(EXTRA);
    await expect(reconcile()).rejects.toMatchObject({ code: 'DESTRUCTIVE_BLOCKED' });
    expect(await shop.drift()).toEqual(['extra column shop_customer.by_hand']);
    expect(await reconcile({ force: true })).toMatchObject({ drift: [] });
  });

  it('REPAIR_IMPOSSIBLE names a type that no plan converts, and nothing is touched', async () => {
    shop = await alteredShop(null);
    await shop.alter(
      'ALTER TABLE "shop_customer" DROP COLUMN "credit"',
      'ALTER TABLE "shop_customer" ADD COLUMN "credit" blob',
      'DROP TABLE "shop_order"',
    );
    const drift = await shop.drift();
    await expect(reconcile()).rejects.toMatchObject({
      code: 'REPAIR_IMPOSSIBLE',
      message: expect.stringContaining("the type of 'shop_customer.credit' (blob)"),
      details: { unreadable: [{ what: 'type', table: 'shop_customer', column: 'credit', actual: 'blob' }] },
    });
    expect(await shop.drift()).toEqual(drift);
    const [run] = await shop.service.runs(SCOPE, { limit: 1 });
    expect(run).toMatchObject({ state: 'refused', request: { kind: 'repair' } });
  });

  it('rows that do not fit stop it before any step', async () => {
    shop = await alteredShop(null);
    await shop.alter(
      'DROP INDEX "uniq_shop_customer_code"',
      `INSERT INTO "shop_customer" ("id", "code", "stage") VALUES ('a', '1', 'x'), ('b', '1', 'x')`,
    );
    await expect(reconcile()).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' });
    expect(await shop.drift()).toEqual(['missing index shop_customer.uniq_shop_customer_code']);
  });

  it('leaves tables alone that are not ours to change', async () => {
    shop = await alteredShop(null);
    await shop.service.addEnvironment(SCOPE, {
      name: 'theirs',
      type: 'staging',
      databaseUrl: `sqlite:${shop.databaseOf('theirs')}`,
      schemaMode: 'external',
    });
    await expect(
      shop.service.reconcile(SCOPE, { targetEnv: 'theirs', mode: 'repair' }),
    ).rejects.toMatchObject({ code: 'ENVIRONMENT_TYPE_FORBIDDEN' });
  });
});

describe('interrupted', () => {
  let failing = false;
  /** The real control plane, which cannot record the end of a repair while `failing`. */
  function failingEnd(plane: ControlPlane): ControlPlane {
    return {
      ...plane,
      log: {
        since: (...call) => plane.log.since(...call),
        head: (...call) => plane.log.head(...call),
        audited: (...call) => plane.log.audited(...call),
        record: (scope, event) =>
          failing && event.op === 'environment.repaired'
            ? Promise.reject(new AuthoringError('DISK_FULL', 'the disk is full'))
            : plane.log.record(scope, event),
      },
      transaction: (work) => plane.transaction((tx) => work(failingEnd(tx))),
    };
  }
  async function interrupted(): Promise<string> {
    failing = false;
    shop = await alteredShop(null, { wrap: failingEnd });
    await shop.alter(
      EXTRA,
      `INSERT INTO "shop_customer" ("id", "by_hand", "stage") VALUES ('a', 'kept', 'x')`,
    );
    await shop.alter('DROP TABLE "shop_order"');
    failing = true;
    await expect(reconcile()).rejects.toMatchObject({
      code: 'DISK_FULL',
      details: { state: 'schema_ahead' },
    });
    failing = false;
    const [run] = await shop.service.runs(SCOPE, { limit: 1 });
    return run?.id ?? '';
  }

  it('goes on with the steps that it began with, whatever the tables look like by then', async () => {
    const id = await interrupted();
    const frozen = (await shop.service.run(SCOPE, id)).run.frozen;
    expect(frozen?.steps).toContainEqual(
      expect.objectContaining({ kind: 'create_table', spec: expect.anything() }),
    );
    expect(await shop.service.driveRun(SCOPE, id)).toMatchObject({ state: 'finished', frozen });
    expect(await shop.drift()).toEqual([]);
    expect((await shop.service.environment(SCOPE, 'dev')).held).toMatchObject([
      { name: 'shop_customer.by_hand' },
    ]);
    expect(await shop.service.log(SCOPE)).toContainEqual(
      expect.objectContaining({ op: 'environment.repaired', runId: id, data: { steps: 2 } }),
    );
  });

  it('given up, it gives back what it found', async () => {
    const id = await interrupted();
    expect(await shop.service.abandonRun(SCOPE, id)).toMatchObject({ state: 'abandoned' });
    expect(await shop.drift()).toEqual(['extra column shop_customer.by_hand', 'missing table shop_order']);
    expect(await shop.database.query('SELECT by_hand FROM shop_customer')).toEqual([{ by_hand: 'kept' }]);
  });
});

describe('afterwards', () => {
  it('a rollback never takes what somebody had put there for values of its own', async () => {
    shop = await alteredShop(null, { type: 'staging' });
    const { born: _born, ...rest } = fields();
    await shop.stage(object('shop_customer', rest, { indexes: INDEXES }));
    await shop.publish();
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    await shop.alter(
      'ALTER TABLE "shop_customer" ADD COLUMN "born" date',
      `INSERT INTO "shop_customer" ("id", "born", "stage") VALUES ('a', '2020-01-01', 'x')`,
    );
    await reconcile();
    await shop.service.rollback(SCOPE, { targetEnv: 'dev' });
    expect(await shop.database.query('SELECT born FROM shop_customer')).toEqual([{ born: null }]);
    expect(await shop.drift()).toEqual([]);
  });

  it('what an earlier version left for later is still put aside by finalize', async () => {
    shop = await alteredShop(null, { type: 'staging' });
    const { born: _born, ...rest } = fields();
    await shop.stage(object('shop_customer', { ...rest, fax: text('Fax') }, { indexes: INDEXES }));
    await shop.publish();
    await shop.alter(EXTRA, 'ALTER TABLE "shop_customer" DROP COLUMN "fax"');
    await reconcile();
    expect(await columns()).toContain('born');
    expect((await shop.service.environment(SCOPE, 'dev')).pendingContract).toBe(1);
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await columns()).not.toContain('born');
    expect(await shop.drift()).toEqual([]);
  });

  it('a publish goes on as if nothing had been', async () => {
    shop = await alteredShop(null);
    await shop.alter(EXTRA);
    await reconcile();
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    await shop.service.stage(SCOPE, {
      op: 'put',
      type: 'object',
      name: 'shop_customer',
      item: object('shop_customer', { ...fields(), by_hand: text('By hand') }, { indexes: INDEXES }),
      draft,
    });
    await shop.publish();
    expect(await shop.drift()).toEqual([]);
  });
});
