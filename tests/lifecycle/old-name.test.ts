/**
 * Proves that a renamed table goes on serving the version that knows its old name, on every engine, while columns are
 * renamed, dropped, retyped and added in the same version: no acknowledged write is lost, in neither direction, and the
 * name fails for no longer than the switch may hold it.
 */
import { LIMITS } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { type Lane, oldLane, Traffic } from './old-traffic.ts';
import { besideTables, renameAndChange } from './renamed.ts';
import { object, SHOP, text } from './shop.ts';

describe('the old name of a table · sqlite', () => suite(null));
describeServers('the old name of a table', suite);

const OLD = 'SELECT "name", "code", "credit", "stage", "born" FROM "shop_customer" WHERE "id" =';

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const quoted = (sql: string) => sql.replace(/"(\w+)"/g, (_, name: string) => shop.database.quoted(name));
  const one = async (sql: string) => (await shop.database.query(quoted(sql)))[0];

  const rename = () => renameAndChange(shop);

  it('I-32: a writer and a reader of the old version go on through the switch until finalize, and lose nothing', async () => {
    const lanes: readonly Lane[] = [
      await oldLane(shop.database, shop.databaseOf('dev')),
      await oldLane(shop.database, shop.databaseOf('dev')),
    ];
    const traffic = new Traffic(lanes);
    await traffic.until(20);
    const { state, plan } = await rename();
    expect(state).toBe('committed');
    const breaking = plan.steps.filter(({ hazards }) => hazards.includes('breaks_old_readers'));
    expect(breaking.length).toBeGreaterThan(0);
    for (const { onlyPauses, step } of breaking) expect(onlyPauses, step.id).toBe(true);
    await traffic.until(traffic.done + 20);
    const { acknowledged, failures, ...window } = await traffic.stop();
    // One transaction renames and leaves the view: there is no moment without the name.
    if (shop.database.engine !== 'mysql') expect(failures).toEqual([]);
    expect(window.failingMs).toBeLessThanOrEqual(LIMITS.lock_timeout_ms + 50);
    for (const failure of failures) expect(failure).toMatch(/doesn't exist/);
    const rows = await shop.database.query(quoted('SELECT "id", "number" FROM "shop_client"'));
    expect(new Map(rows.map(({ id, number }) => [id, number]))).toEqual(acknowledged);
    expect(await shop.drift()).toEqual([]);
    const preview = await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', dryRun: true });
    expect(preview).toMatchObject({ drift: [], foreign: [] });
    for (const lane of lanes) await lane.close();

    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await expect(one(`${OLD} 'w0'`)).rejects.toThrow();
    expect(await shop.drift()).toEqual([]);
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await shop.drift()).toEqual([]);
    expect(await besideTables(shop)).toEqual([]);
  });

  it('I-31 I-32: either version sees what the other one writes, and a rollback keeps the rows of both', async () => {
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ('a', 'Ada', '1', 'new', 7.5)`,
    );
    await rename();
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "credit", "born") VALUES ('b', 'Bob', '2', 4, '2000-02-29')`,
      `INSERT INTO "shop_client" ("id", "name", "number", "credit", "stage", "tier") VALUES ('c', 'Cy', '3', '12', 'open', 'gold')`,
      `INSERT INTO "shop_client" ("id", "name", "number", "credit", "stage", "tier") VALUES ('gone', 'No', '4', '1', 'open', 'gold')`,
      `UPDATE "shop_customer" SET "credit" = 8, "stage" = 'won' WHERE "id" = 'a'`,
      `UPDATE "shop_customer" SET "name" = 'Cyd' WHERE "id" = 'c'`,
      `DELETE FROM "shop_customer" WHERE "id" = 'gone'`,
    );
    const now = quoted(
      'SELECT "id", "name", "number", "credit", "stage", "tier" FROM "shop_client" ORDER BY "id"',
    );
    expect(await shop.database.query(now)).toEqual([
      { id: 'a', name: 'Ada', number: '1', credit: '8', stage: 'won', tier: 'basic' },
      { id: 'b', name: 'Bob', number: '2', credit: '4', stage: 'new', tier: 'basic' },
      { id: 'c', name: 'Cyd', number: '3', credit: '12', stage: 'open', tier: 'gold' },
    ]);
    expect(await one(`${OLD} 'c'`)).toMatchObject({ name: 'Cyd', code: '3', credit: 12, born: null });
    await shop.service.rollback(SCOPE, { targetEnv: 'dev', force: true });
    expect(await shop.drift()).toEqual([]);
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ('d', 'Di', '5', 'new', 3)`,
      `INSERT INTO "shop_client" ("id", "name", "number", "stage") VALUES ('e', 'Ed', '6', 'new')`,
    );
    const then = quoted('SELECT "id", "name", "code", "credit" FROM "shop_customer" ORDER BY "id"');
    expect(await shop.database.query(then)).toEqual([
      { id: 'a', name: 'Ada', code: '1', credit: 8 },
      { id: 'b', name: 'Bob', code: '2', credit: 4 },
      { id: 'c', name: 'Cyd', code: '3', credit: 12 },
      { id: 'd', name: 'Di', code: '5', credit: 3 },
      { id: 'e', name: 'Ed', code: '6', credit: 5 },
    ]);
    expect((await one(`${OLD} 'b'`))?.born).not.toBeNull();
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await expect(one('SELECT "id" FROM "shop_client"')).rejects.toThrow();
    expect(await shop.drift()).toEqual([]);
  });

  it('what does not convert is refused where the old version writes it: the new one would never see it', async () => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    await shop.service.rename(SCOPE, draft, { type: 'object', name: 'shop_customer' }, 'shop_client');
    const retyped = { ...fields(), code: { type: 'number', label: 'Code' } };
    await shop.stage(object('shop_client', retyped, { indexes: INDEXES }));
    await shop.service.publish(SCOPE, await shop.service.openDraft(SCOPE, SHOP), {
      targetEnv: 'dev',
      force: true,
    });
    const insert = (id: string, code: string) =>
      `INSERT INTO "shop_customer" ("id", "name", "code") VALUES ('${id}', 'Ada', '${code}')`;
    await shop.alter(insert('a', '12'));
    await expect(shop.alter(insert('b', 'twelve'))).rejects.toThrow();
    await expect(shop.alter(`UPDATE "shop_customer" SET "code" = 'x' WHERE "id" = 'a'`)).rejects.toThrow();
    await shop.alter(`UPDATE "shop_customer" SET "name" = 'Ada L.' WHERE "id" = 'a'`);
    expect(await shop.database.query(quoted('SELECT "id", "name", "code" FROM "shop_client"'))).toEqual([
      { id: 'a', name: 'Ada L.', code: 12 },
    ]);
  });

  it('a repair leaves the name alone, and the next publish takes it away before it begins', async () => {
    await rename();
    await shop.alter('ALTER TABLE "shop_client" ADD COLUMN "spare" int');
    await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', force: true });
    expect(await shop.drift()).toEqual([]);
    await shop.alter(`INSERT INTO "shop_customer" ("id", "name") VALUES ('a', 'Ada')`);
    // Something else gets the name.
    await shop.stage(object('shop_customer', { label: text('Label') }));
    await shop.publish();
    expect(await one('SELECT count(*) AS n FROM "shop_customer"')).toMatchObject({ n: expect.anything() });
    expect(await shop.drift()).toEqual([]);
    expect(await one('SELECT "name" FROM "shop_client"')).toEqual({ name: 'Ada' });
  });
}
