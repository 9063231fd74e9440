/**
 * Proves that what follows a live column until finalize comes back when somebody dropped it by hand, or its table, on every
 * engine: finalize puts it aside, and an earlier version reads it through the old name of the table.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { besideTables, renameAndChange } from './renamed.ts';

describe('a lost follower · sqlite', () => suite(null));
describeServers('a lost follower', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    await renameAndChange(shop);
  });
  afterEach(() => shop.dispose());

  const engine = server?.engine ?? 'sqlite';
  const quoted = (sql: string) => sql.replace(/"(\w+)"/g, (_, name: string) => shop.database.quoted(name));
  const rows = (sql: string) => shop.database.query(quoted(sql));
  const cascade = engine === 'postgres' ? ' CASCADE' : '';

  const dropFollower = async () => {
    const follower = await followerName();
    if (engine === 'sqlite') {
      const triggers = await rows(`SELECT "name" FROM "sqlite_schema" WHERE "type" = 'trigger'`);
      await shop.alter(
        'DROP VIEW "shop_customer"',
        ...triggers.map(({ name }) => `DROP TRIGGER IF EXISTS "${String(name)}"`),
      );
    }
    await shop.alter(`ALTER TABLE "shop_client" DROP COLUMN "${follower}"${cascade}`);
  };
  const followerName = async () => {
    const [row = {}] = await rows('SELECT * FROM "shop_client"');
    return Object.keys(row).find((name) => name.startsWith('_hold_') && row[name] === 4);
  };

  it.each([
    ['it', dropFollower, [{ id: 'a', credit: 4 }]],
    ['its table', () => shop.alter(`DROP TABLE "shop_client"${cascade}`), []],
  ])('%s was dropped: it follows again, and finalize finds it', async (_name, damage, kept) => {
    await shop.alter(`INSERT INTO "shop_customer" ("id", "name", "credit") VALUES ('a', 'Ada', 4)`);
    await damage();
    expect((await shop.drift()).length).toBeGreaterThan(0);
    const repaired = await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair' });
    expect(repaired).toMatchObject({ state: 'finished', drift: [] });
    expect(await rows('SELECT "id", "credit" FROM "shop_customer"')).toEqual(kept);
    await shop.alter(
      `INSERT INTO "shop_client" ("id", "name", "credit") VALUES ('b', 'Bob', '8')`,
      `INSERT INTO "shop_customer" ("id", "name", "credit") VALUES ('c', 'Cy', 9)`,
    );
    expect(await rows(`SELECT "credit" FROM "shop_customer" WHERE "id" <> 'a' ORDER BY "id"`)).toEqual([
      { credit: 8 },
      { credit: 9 },
    ]);
    expect(await rows(`SELECT "credit" FROM "shop_client" WHERE "id" = 'c'`)).toEqual([{ credit: '9' }]);
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await besideTables(shop)).toEqual([]);
  });
}
