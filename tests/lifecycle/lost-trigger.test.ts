/**
 * Proves that what writes values along between two versions until finalize is missed when somebody drops or changes it by
 * hand, and comes back by a repair, on every engine: without it what one version writes is lost to the other.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { besideTables, renameAndChange } from './renamed.ts';
import { object, SHOP, text } from './shop.ts';

describe('a lost trigger · sqlite', () => suite(null));
describeServers('a lost trigger', suite);

interface Found {
  readonly name: string;
  readonly table: string;
}

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
  const repair = () => shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair' });
  const report = async () => (await shop.service.driftReport(SCOPE, 'dev')).drift;

  const triggers = async (): Promise<readonly Found[]> => {
    const sql = {
      sqlite: `SELECT "name", "tbl_name" AS "of" FROM "sqlite_schema" WHERE "type" = 'trigger' ORDER BY "name"`,
      postgres: `SELECT tgname::text AS "name", tgrelid::regclass::text AS "of" FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
      mysql: `SELECT TRIGGER_NAME AS "name", EVENT_OBJECT_TABLE AS "of" FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1`,
    }[engine];
    return (await rows(sql)).map((row) => ({ name: String(row.name), table: String(row.of) }));
  };
  const drop = ({ name, table }: Found) =>
    engine === 'postgres' ? [`DROP TRIGGER "${name}" ON "${table}"`] : [`DROP TRIGGER "${name}"`];
  /** It stands, and does nothing. */
  const hollow = ({ name, table }: Found): readonly string[] => {
    if (engine === 'postgres')
      return [
        `CREATE OR REPLACE FUNCTION "${name}"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      ];
    const verb = { i: 'INSERT', j: 'INSERT', d: 'DELETE' }[name.slice(-1)] ?? 'UPDATE';
    const when = engine === 'mysql' ? 'BEFORE' : table === 'shop_customer' ? 'INSTEAD OF' : 'AFTER';
    const body = engine === 'mysql' ? 'BEGIN END' : 'BEGIN SELECT 1; END';
    return [
      `DROP TRIGGER "${name}"`,
      `CREATE TRIGGER "${name}" ${when} ${verb} ON "${table}" FOR EACH ROW ${body}`,
    ];
  };
  const off = ({ name, table }: Found) => [`ALTER TABLE "${table}" DISABLE TRIGGER "${name}"`];

  /** Each version sees what the other one writes, in every column that stands under two names or in two forms. */
  const writesArrive = async () => {
    await shop.alter('DELETE FROM "shop_client"');
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "credit") VALUES ('a', 'Ada', '1', 4)`,
      `INSERT INTO "shop_client" ("id", "name", "number", "credit") VALUES ('b', 'Bob', '2', '8')`,
      `INSERT INTO "shop_client" ("id", "name", "number", "credit") VALUES ('c', 'Cy', '3', '9')`,
      `UPDATE "shop_customer" SET "credit" = 7, "code" = '33' WHERE "id" = 'c'`,
      `UPDATE "shop_client" SET "credit" = '6', "number" = '11' WHERE "id" = 'a'`,
    );
    expect(await rows('SELECT "id", "number", "credit" FROM "shop_client" ORDER BY "id"')).toEqual([
      { id: 'a', number: '11', credit: '6' },
      { id: 'b', number: '2', credit: '8' },
      { id: 'c', number: '33', credit: '7' },
    ]);
    expect(await rows('SELECT "id", "code", "credit" FROM "shop_customer" ORDER BY "id"')).toEqual([
      { id: 'a', code: '11', credit: 6 },
      { id: 'b', code: '2', credit: 8 },
      { id: 'c', code: '33', credit: 7 },
    ]);
  };

  it('any of them that is dropped, changed or switched off is drift, and a repair makes it again', async () => {
    expect(await shop.drift()).toEqual([]);
    const made = await triggers();
    expect(made.length).toBeGreaterThan(1);
    await writesArrive();
    for (const trigger of made)
      for (const [kind, damage] of [
        ['missing', drop],
        ['changed', hollow],
        ...(engine === 'postgres' ? [['changed', off] as const] : []),
      ] as const) {
        await shop.alter(...damage(trigger));
        const drift = await report();
        // What writes through a view is part of the view.
        const isView = kind === 'missing' && trigger.table === 'shop_customer';
        expect(drift, trigger.name).toMatchObject([
          isView
            ? { kind: 'changed', what: 'view', view: 'shop_customer' }
            : { kind, what: 'trigger', table: 'shop_client', trigger: trigger.name },
        ]);
        expect(await repair(), trigger.name).toMatchObject({ state: 'finished', drift: [] });
        expect(await triggers()).toEqual(made);
        await writesArrive();
      }
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await besideTables(shop)).toEqual([]);
  });

  it('those whose texts have to be escaped are as they should be', async () => {
    const options = ['open', 'done'].map((value) => ({ value, label: value }));
    const state = (multiple: boolean) => ({ type: 'select', label: 'State', options, multiple });
    const order = (multiple: boolean) =>
      shop.stage(object('shop_order', { name: text('Name'), state: state(multiple) }));
    await order(false);
    await shop.publish();
    await order(true);
    await shop.publish();
    expect((await triggers()).some(({ table }) => table === 'shop_order')).toBe(true);
    expect(await shop.drift()).toEqual([]);
  });

  it('rows that were written without them get what they miss', async () => {
    await shop.alter(
      `INSERT INTO "shop_client" ("id", "name", "number", "credit") VALUES ('a', 'Ada', '1', '4')`,
    );
    const onTable = (await triggers()).filter(({ table }) => table === 'shop_client');
    await shop.alter(...onTable.flatMap(drop));
    await shop.alter(
      `INSERT INTO "shop_client" ("id", "name", "number", "credit") VALUES ('b', 'Bob', '2', '8')`,
    );
    expect(await rows(`SELECT "code", "credit" FROM "shop_customer" WHERE "id" = 'b'`)).not.toEqual([
      { code: '2', credit: 8 },
    ]);
    expect(await repair()).toMatchObject({ state: 'finished', drift: [] });
    expect(await rows('SELECT "id", "code", "credit" FROM "shop_customer" ORDER BY "id"')).toEqual([
      { id: 'a', code: '1', credit: 4 },
      { id: 'b', code: '2', credit: 8 },
    ]);
  });

  it('what was emptied stays empty, and what only an earlier version wrote arrives', async () => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    await shop.service.renameField(SCOPE, draft, 'shop_client', 'number', 'no');
    await shop.service.publish(SCOPE, draft, { targetEnv: 'dev', force: true, renames: 'online' });
    await shop.alter(
      `INSERT INTO "shop_client" ("id", "name", "no", "credit") VALUES ('a', 'Ada', '1', '4')`,
      `INSERT INTO "shop_client" ("id", "name", "no", "credit") VALUES ('b', 'Bob', '2', '8')`,
    );
    const onTable = (await triggers()).filter(({ table }) => table === 'shop_client');
    expect(onTable.length).toBeGreaterThan(0);
    await shop.alter(...onTable.flatMap(drop));
    // As the runtime does it: who changes a row says when.
    const later = engine === 'sqlite' ? `'2031-02-03T04:05:06.000Z'` : `'2031-02-03 04:05:06'`;
    await shop.alter(
      `UPDATE "shop_client" SET "no" = NULL, "updated_at" = ${later} WHERE "id" = 'a'`,
      `INSERT INTO "shop_client" ("id", "name", "number", "credit") VALUES ('c', 'Cy', '3', '9')`,
      `UPDATE "shop_client" SET "number" = NULL, "updated_at" = ${later} WHERE "id" = 'b'`,
    );
    expect(await repair()).toMatchObject({ state: 'finished', drift: [] });
    expect(await rows('SELECT "id", "no", "number" FROM "shop_client" ORDER BY "id"')).toEqual([
      // Nobody can tell which of the two is newer: readers of the active version go on seeing what they saw.
      { id: 'a', no: null, number: '1' },
      { id: 'b', no: '2', number: '2' },
      { id: 'c', no: '3', number: '3' },
    ]);
    // Made again, they write along what comes.
    await shop.alter(`UPDATE "shop_client" SET "no" = '4' WHERE "id" = 'a'`);
    expect(await rows(`SELECT "number" FROM "shop_client" WHERE "id" = 'a'`)).toEqual([{ number: '4' }]);
  });

  it('a column under two names keeps both, with their values, where a repair is about something else', async () => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    await shop.service.renameField(SCOPE, draft, 'shop_client', 'number', 'no');
    await shop.service.publish(SCOPE, draft, { targetEnv: 'dev', force: true, renames: 'online' });
    await shop.alter(
      `INSERT INTO "shop_client" ("id", "name", "no", "credit") VALUES ('a', 'Ada', '1', '4')`,
      'CREATE INDEX "by_hand" ON "shop_client" ("created_at")',
    );
    const preview = await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', dryRun: true });
    expect(preview.mode === 'repair' && preview.plan?.steps.map(({ step }) => step.kind)).toEqual([
      'drop_index',
    ]);
    expect(await repair()).toMatchObject({ state: 'finished', drift: [] });
    expect(await rows('SELECT "no", "number" FROM "shop_client"')).toEqual([{ no: '1', number: '1' }]);
    // Of either name by itself what somebody took away comes back.
    const index = (
      await rows(
        {
          sqlite: `SELECT "name" FROM "sqlite_schema" WHERE "type" = 'index' AND "name" LIKE '%shop_client_number'`,
          postgres: `SELECT indexname AS "name" FROM pg_indexes WHERE indexname LIKE '%shop_client_number'`,
          mysql: `SELECT DISTINCT INDEX_NAME AS "name" FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME LIKE '%shop_client_number'`,
        }[engine],
      )
    ).map(({ name }) => String(name));
    for (const name of index) {
      await shop.alter(
        engine === 'mysql'
          ? `DROP INDEX "${name}" ON "shop_client"`
          : engine === 'postgres'
            ? `ALTER TABLE "shop_client" DROP CONSTRAINT IF EXISTS "${name}"`
            : `DROP INDEX "${name}"`,
      );
      if (engine === 'postgres') await shop.alter(`DROP INDEX IF EXISTS "${name}"`);
      expect(await shop.drift()).toEqual([`missing index shop_client.${name}`]);
      expect(await repair()).toMatchObject({ state: 'finished', drift: [] });
    }
    expect(index.length).toBeGreaterThan(0);
    expect(await rows('SELECT "no", "number" FROM "shop_client"')).toEqual([{ no: '1', number: '1' }]);
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
  });

  it('says what is lost, what a repair would do, and that no draft can take it over', async () => {
    const [lost] = (await triggers()).filter(({ table }) => table === 'shop_client');
    if (!lost) throw new Error('the run left no trigger');
    await shop.alter(...drop(lost));
    const [entry, ...more] = await report();
    expect([entry?.kind, entry?.what, entry?.trigger, more]).toEqual(['missing', 'trigger', lost.name, []]);
    expect(entry?.expected).toMatch(/written along|reaches shop_client/);
    const preview = await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'repair', dryRun: true });
    if (preview.mode !== 'repair' || !preview.dryRun) throw new Error('a repair was asked for');
    expect(preview.plan?.destructive).toBe(false);
    expect(JSON.stringify(preview.sql)).toContain('CREATE TRIGGER');
    expect(await report()).toEqual([entry]);
    expect(await shop.service.reconcile(SCOPE, { targetEnv: 'dev', mode: 'adopt' })).toMatchObject({
      adopted: [],
      notAdopted: [{ ...entry, reason: expect.stringContaining('repair') }],
    });
  });

  it('one of somebody else is no drift, and is left alone', async () => {
    const body = {
      sqlite: [`CREATE TRIGGER "theirs" AFTER INSERT ON "shop_client" FOR EACH ROW BEGIN SELECT 1; END`],
      postgres: [
        `CREATE FUNCTION "theirs"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
        `CREATE TRIGGER "theirs" BEFORE INSERT ON "shop_client" FOR EACH ROW EXECUTE FUNCTION "theirs"()`,
      ],
      mysql: [`CREATE TRIGGER "theirs" BEFORE INSERT ON "shop_client" FOR EACH ROW BEGIN END`],
    }[engine];
    await shop.alter(...body);
    expect(await shop.drift()).toEqual([]);
    const first = (await triggers()).find(({ name }) => name.startsWith('_authoring'));
    if (!first) throw new Error('the run left no trigger');
    await shop.alter(...drop(first));
    expect(await repair()).toMatchObject({ drift: [] });
    expect((await triggers()).map(({ name }) => name)).toContain('theirs');
  });
}
