/**
 * Proves that a version that changes what is stored goes live and back without a value lost, on every engine: also those
 * that are written between the two, and that a statement which would last for minutes can be cancelled.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { object, SHOP } from './shop.ts';

describe('changes beside writers · sqlite', () => suite(null));
describeServers('changes beside writers', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ('c1', 'Ada', '1', 'new', 7.5)`,
    );
  });
  afterEach(() => shop.dispose());

  const publish = async (change: Partial<ReturnType<typeof fields>>, more: Record<string, unknown> = {}) => {
    await shop.stage(
      object('shop_customer', { ...fields(), ...change } as never, { indexes: INDEXES, ...more }),
    );
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    return shop.service.publish(SCOPE, draft, { targetEnv: 'dev', force: true });
  };
  const creditOf = async (id: string) =>
    (
      await shop.database.query(
        `SELECT ${shop.database.quoted('credit')} AS credit FROM shop_customer WHERE id = '${id}'`,
      )
    )[0]?.credit;

  it('I-30 I-31: a number that becomes a text goes back with what was written since', async () => {
    const text = { type: 'text', label: 'Credit', defaultValue: '5' };
    const { state } = await publish({ credit: text });
    expect(state).toBe('committed');
    expect(await creditOf('c1')).toBe('7.5');
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ('c2', 'Bob', '2', 'new', '12')`,
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ('c3', 'Cy', '3', 'new', 'a lot')`,
      `UPDATE "shop_customer" SET "name" = 'Ada L.' WHERE "id" = 'c1'`,
    );
    const preview = await shop.service.rollbackPreview(SCOPE, { targetEnv: 'dev' });
    expect(preview).toMatchObject({ lost: [], restorable: [{ name: 'shop_customer.credit' }] });
    await shop.service.rollback(SCOPE, { targetEnv: 'dev', force: true });
    expect(await shop.drift()).toEqual([]);
    expect([await creditOf('c1'), await creditOf('c2'), await creditOf('c3')]).toEqual([7.5, 12, null]);
    // What does not read as a number is not lost either: the text stays held.
    const { held } = await shop.service.environment(SCOPE, 'dev');
    expect(held.map(({ name }) => name)).toEqual(['shop_customer.credit']);
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage", "credit") VALUES ('c4', 'Di', '4', 'new', 3)`,
    );
    expect(await creditOf('c4')).toBe(3);
  });

  it('I-25: finalize and purge leave the tables that the version asks for, and no trigger', async () => {
    await publish({ credit: { type: 'text', label: 'Credit' } });
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await shop.drift()).toEqual([]);
    expect(await triggers()).toEqual([]);
    expect(await creditOf('c1')).toBe('7.5');
    expect((await shop.service.environment(SCOPE, 'dev')).held).toEqual([]);
  });

  it('counts rows that hold a choice which is no longer offered, and refuses to leave them with it', async () => {
    const stage = (values: readonly string[]) => ({
      ...{ type: 'select', label: 'Stage', storage: { notNull: true }, defaultValue: 'new' },
      options: values.map((value) => ({ label: value, value })),
    });
    await publish({ stage: stage(['new', 'open', 'lost']) });
    await shop.alter(`UPDATE "shop_customer" SET "stage" = 'lost'`);
    await shop.stage(
      object('shop_customer', { ...fields(), stage: stage(['new', 'open']) } as never, { indexes: INDEXES }),
    );
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const refused = await shop.service
      .publish(SCOPE, draft, { targetEnv: 'dev' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { findings: [{ check: 'retired_choices', count: 1, keys: ['c1'] }] },
    });
    const forced = await shop.service.publish(SCOPE, draft, { targetEnv: 'dev', force: true });
    expect(forced.semver).toMatch(/^\d+\.0\.0$/);
    expect(await shop.database.query('SELECT stage FROM shop_customer')).toEqual([{ stage: 'lost' }]);
  });

  it('leaves the database alone when only a label changed, down to its mark', async () => {
    const mark = () => shop.database.query('SELECT * FROM _authoring_env');
    const before = await mark();
    await shop.stage(object('shop_customer', fields() as never, { indexes: INDEXES, label: 'Customers' }));
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    expect(await shop.service.publish(SCOPE, draft, { targetEnv: 'dev' })).toMatchObject({
      state: 'finished',
    });
    expect(await mark()).toEqual(before);
  });

  async function triggers(): Promise<readonly unknown[]> {
    const sql = {
      sqlite: "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
      postgres: 'SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal',
      mysql: 'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()',
    }[shop.database.engine];
    return shop.database.query(sql);
  }

  it.runIf(server?.engine === 'postgres')(
    'an index that waits for somebody’s transaction is cancelled at once, and leaves nothing',
    async () => {
      await shop.database.query('BEGIN');
      await shop.database.query('SELECT count(*) FROM shop_customer');
      await shop.database.query("UPDATE shop_customer SET name = 'A' WHERE id = 'c1'");
      const publishing = publish({}, { indexes: [...INDEXES, { name: 'idx_born', fields: ['born'] }] }).catch(
        (error) => error,
      );
      await waitingIndex();
      const [run] = await shop.service.runs(SCOPE);
      const startedAt = performance.now();
      await shop.service.cancelRun(SCOPE, run?.id as string);
      await pause(3_000);
      await shop.database.query('COMMIT');
      expect(await publishing).toMatchObject({ code: 'RUN_CANCELLED' });
      expect(performance.now() - startedAt).toBeLessThan(15_000);
      expect((await shop.service.run(SCOPE, run?.id as string)).run.state).toBe('abandoned');
      expect(await shop.drift()).toEqual([]);
      expect(
        (await publish({}, { indexes: [...INDEXES, { name: 'idx_born', fields: ['born'] }] })).state,
      ).toBe('finished');
    },
    60_000,
  );

  async function waitingIndex(): Promise<void> {
    for (;;) {
      const [open] = await shop.service.runs(SCOPE);
      if (open?.state === 'applying') break;
      await pause(50);
    }
    await pause(1_000);
  }
}
