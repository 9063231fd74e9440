/**
 * Proves that an old name which somebody altered by hand is found, and comes back, on every engine: until finalize an old
 * version reads and writes there. What somebody else has put under such a name is theirs.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { besideTables, renameAndChange, renameOnly } from './renamed.ts';
import { object, SHOP, text } from './shop.ts';

describe('drift of old names · sqlite', () => suite(null));
describeServers('drift of old names', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const engine = server?.engine ?? 'sqlite';
  const quoted = (sql: string) => sql.replace(/"(\w+)"/g, (_, name: string) => shop.database.quoted(name));
  const rows = (sql: string) => shop.database.query(quoted(sql));
  const repair = () => shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair' });
  const report = () => shop.service.driftReport(SCOPE, 'dev');
  const drop = 'DROP VIEW "shop_customer"';
  const view = (columns: string, rest = '') =>
    `CREATE VIEW "shop_customer" ("id", "name", "code") AS SELECT ${columns} FROM "shop_client"${rest}`;

  /** What makes the view again as it stands now, with what writes through it. */
  const definition = async (): Promise<readonly string[]> => {
    if (engine === 'sqlite')
      return (await rows(`SELECT "sql" FROM "sqlite_schema" WHERE "tbl_name" = 'shop_customer'`)).map((row) =>
        String(row.sql),
      );
    const [found] = await rows(
      engine === 'postgres'
        ? `SELECT pg_get_viewdef('shop_customer') AS "text"`
        : `SELECT VIEW_DEFINITION AS "text" FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()`,
    );
    return [`CREATE VIEW "shop_customer" AS ${String(found?.text)}`];
  };

  const dropTrigger = async () => {
    const [trigger] = await rows(
      `SELECT "name" FROM "sqlite_schema" WHERE "tbl_name" = 'shop_customer' AND "name" LIKE '%_u'`,
    );
    return [`DROP TRIGGER "${String(trigger?.name)}"`];
  };
  const dropIndex = engine === 'mysql' ? 'DROP INDEX "idx_stage" ON "shop_client"' : 'DROP INDEX "idx_stage"';
  const alterations: Readonly<Record<string, readonly [() => Promise<readonly string[]>, ...string[]]>> = {
    'it is gone': [async () => [drop], 'missing view shop_customer'],
    'a column of it is another one': [
      async () => [drop, view('"id", "number", "number"')],
      'changed view shop_customer',
    ],
    'a column of it is computed': [
      async () => [drop, view('"id", upper("name"), "number"')],
      'changed view shop_customer',
    ],
    'it shows some of the rows': [
      async () => {
        const [made = '', ...triggers] = await definition();
        return [drop, `${made.replace(/;\s*$/, '')} WHERE "stage" = 'new'`, ...triggers];
      },
      'changed view shop_customer',
    ],
    'its table differs too': [
      async () => [drop, dropIndex, 'ALTER TABLE "shop_client" ADD COLUMN "by_hand" varchar(9)'],
      'extra column shop_client.by_hand',
      'missing index shop_client.idx_stage',
      'missing view shop_customer',
    ],
    ...(engine === 'sqlite'
      ? { 'nothing writes through it': [dropTrigger, 'changed view shop_customer'] as const }
      : {}),
  };

  it('whatever somebody did to it is found and comes back, and no write is lost', async () => {
    await renameAndChange(shop);
    for (const [name, [statements, ...expected]] of Object.entries(alterations)) {
      await shop.alter(
        `INSERT INTO "shop_customer" ("id", "name", "code", "credit") VALUES ('a', 'Ada', '1', 4)`,
        ...(await statements()),
      );
      expect([...(await shop.drift())].sort(), name).toEqual(expected);
      expect((await report()).foreign, name).toEqual([]);
      expect(await repair(), name).toMatchObject({ state: 'finished', drift: [] });
      await shop.alter(
        `INSERT INTO "shop_customer" ("id", "name", "code", "credit") VALUES ('b', 'Bob', '2', 7)`,
        `UPDATE "shop_customer" SET "credit" = 5 WHERE "id" = 'a'`,
      );
      expect(await rows('SELECT "id", "number", "credit" FROM "shop_client" ORDER BY "id"'), name).toEqual([
        { id: 'a', number: '1', credit: '5' },
        { id: 'b', number: '2', credit: '7' },
      ]);
      await shop.alter('DELETE FROM "shop_customer"');
    }
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await besideTables(shop)).toEqual([]);
  });

  it('says what differs, what a repair would do, and that no draft can take it over', async () => {
    await renameAndChange(shop);
    await shop.alter(drop);
    const missing = {
      kind: 'missing',
      what: 'view',
      table: 'shop_client',
      view: 'shop_customer',
      expected: 'shop_client under its old name',
      actual: null,
    };
    expect((await report()).drift).toEqual([missing]);
    expect((await shop.service.environment(SCOPE, 'dev')).drift).toEqual([missing]);
    const preview = await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', dryRun: true });
    if (preview.mode !== 'repair') throw new Error('a repair was asked for');
    expect(preview.drift).toEqual([missing]);
    expect(preview.plan?.steps.map(({ step }) => step.id)).toEqual([
      'switch:drop_view:shop_client.shop_customer',
      'switch:create_view:shop_client.shop_customer',
    ]);
    expect(preview.plan?.destructive).toBe(false);
    expect(await shop.drift()).toEqual(['missing view shop_customer']);
    expect(await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'adopt' })).toMatchObject({
      adopted: [],
      staged: [],
      notAdopted: [{ ...missing, reason: expect.stringContaining('repair') }],
    });
    await shop.alter(view('"id", "number", "number"'));
    const [changed] = (await report()).drift;
    expect(changed?.expected).toContain('name: shop_client.name');
    expect(changed?.actual).toContain('name: shop_client.number');
  });

  it('what somebody else has put under the name is told of, and left alone', async () => {
    await renameAndChange(shop);
    // PostgreSQL retypes no column under a view: a repair takes ours away first, and only ours.
    const retyped =
      engine === 'postgres' ? ['ALTER TABLE "shop_client" ALTER COLUMN "name" TYPE varchar(60)'] : [];
    for (const [what, theirs, away] of [
      ['table', 'CREATE TABLE "shop_customer" ("id" varchar(9))', 'DROP TABLE "shop_customer"'],
      ['view', 'CREATE VIEW "shop_customer" AS SELECT "id", "name" FROM "shop_order"', drop],
    ] as const) {
      await shop.alter(drop, ...retyped, theirs);
      const { drift: all, foreign } = await report();
      const drift = all.filter((entry) => entry.what === 'view');
      expect(all).toHaveLength(drift.length + retyped.length);
      expect(drift).toMatchObject([
        { kind: 'missing', what: 'view', view: 'shop_customer', actual: `a ${what} that is not ours` },
      ]);
      expect(foreign).toEqual([
        { table: 'shop_customer', whose: 'unknown', ...(what === 'view' ? { isView: true } : {}) },
      ]);
      expect(await repair()).toMatchObject({ state: 'finished', drift, foreign });
      const refusal = {
        code: 'SCHEMA_DRIFT',
        message: expect.stringContaining(`a ${what} that is not ours`),
      };
      await expect(shop.service.finalize(SCOPE, { targetEnv: 'dev' })).rejects.toMatchObject(refusal);
      const draft = await shop.service.openDraft(SCOPE, SHOP);
      await expect(shop.service.diff(SCOPE, draft, { targetEnv: 'dev' })).rejects.toMatchObject(refusal);
      expect(await rows('SELECT "id" FROM "shop_customer"')).toEqual([]);
      await shop.alter(away);
      expect(await repair()).toMatchObject({ drift: [] });
    }
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
  });

  it('one that is left over after finalize goes; a view that only has its name does not', async () => {
    await renameOnly(shop);
    const statements = await definition();
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await shop.alter(...statements);
    expect((await report()).drift).toEqual([
      {
        kind: 'extra',
        what: 'view',
        table: 'shop_client',
        view: 'shop_customer',
        expected: null,
        actual: 'shop_client under its old name',
      },
    ]);
    expect(await repair()).toMatchObject({ state: 'finished', drift: [] });
    expect(await besideTables(shop)).toEqual([]);
    await shop.alter('CREATE VIEW "shop_customer" AS SELECT "id", "name" FROM "shop_client"');
    expect(await shop.drift()).toEqual([]);
    await repair();
    expect(await rows('SELECT "id" FROM "shop_customer"')).toEqual([]);
    await shop.stage(object('shop_customer', { label: text('Label') }));
    await expect(shop.publish()).rejects.toMatchObject({ code: 'SCHEMA_DRIFT' });
    await shop.alter(drop);
    await shop.publish();
  });
}
