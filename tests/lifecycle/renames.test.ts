/**
 * Proves that production renames columns beside writers: those of the old version write and read on through the publish
 * until finalize, the new version sees what they write and they see what it writes, and no rollback converts anything.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { oldLane, Traffic } from './old-traffic.ts';
import { object, SHOP, text } from './shop.ts';

describe('columns renamed online · sqlite', () => suite(null));
describeServers('columns renamed online', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'production' });
  });
  afterEach(() => shop.dispose());

  const rename = async () => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    await shop.service.renameField(SCOPE, draft, 'shop_customer', 'code', 'number');
    const next = await shop.service.openDraft(SCOPE, SHOP);
    await shop.service.renameField(SCOPE, next, 'shop_customer', 'stage', 'step');
    return shop.service.openDraft(SCOPE, SHOP);
  };
  const rows = async (...columns: readonly string[]) => {
    const names = ['id', ...columns].map((name) => shop.database.quoted(name)).join(', ');
    return shop.database.query(`SELECT ${names} FROM shop_customer ORDER BY id`);
  };

  it('I-31: a rollback to a version that was skipped gives its index to the new name, in another type', async () => {
    const { service } = shop;
    const draft = () => service.openDraft(SCOPE, SHOP);
    const publish = async (targetEnv: string) =>
      service.publish(SCOPE, await draft(), { targetEnv, force: true }) as Promise<{
        readonly packageVersionId: string;
      }>;
    const item = (fields: Record<string, Record<string, unknown>>, rest: Record<string, unknown> = {}) =>
      shop.stage(object('shop_item', { name: text('Name'), ...fields }, rest));
    await service.addEnvironment(SCOPE, {
      name: 'test',
      type: 'test',
      databaseUrl: `sqlite:${shop.databaseOf('test')}`,
    });
    const indexes = [{ name: 'idx_shop_fax', fields: ['fax'] }];
    await item({ fax: text('Fax', { maxLength: 60 }) }, { indexes });
    await publish('dev');
    await service.finalize(SCOPE, { targetEnv: 'dev' });
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '1')`);
    await service.renameField(SCOPE, await draft(), 'shop_item', 'fax', 'phone');
    const skipped = await publish('test');
    await item({ phone: { type: 'textarea', label: 'Phone' } });
    await publish('dev');
    await service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: skipped.packageVersionId, force: true });
    expect(await shop.drift()).toEqual([]);
    await service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    expect(await shop.database.query('SELECT phone FROM shop_item')).toEqual([{ phone: '1' }]);
  });

  it.each(['in_switch', 'online'] as const)(
    'I-31: what is renamed there, back, and there once more keeps its values, %s',
    async (renames) => {
      const { service } = shop;
      const draft = () => service.openDraft(SCOPE, SHOP);
      const publish = async () => {
        await service.publish(SCOPE, await draft(), { targetEnv: 'dev', force: true, renames });
        await service.finalize(SCOPE, { targetEnv: 'dev' });
        expect(await shop.drift()).toEqual([]);
      };
      await shop.stage(object('shop_item', { name: text('Name'), fax: text('Fax') }));
      await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '1')`);
      for (const [from, to] of [
        ['fax', 'phone'],
        ['phone', 'fax'],
        ['fax', 'phone'],
      ] as const) {
        await service.renameField(SCOPE, await draft(), 'shop_item', from, to);
        await publish();
        expect(await shop.database.query(`SELECT ${to} FROM shop_item`)).toEqual([{ [to]: '1' }]);
      }
      for (const [from, to] of [
        ['shop_item', 'shop_thing'],
        ['shop_thing', 'shop_item'],
        ['shop_item', 'shop_thing'],
      ] as const) {
        await service.rename(SCOPE, await draft(), { type: 'object', name: from }, to);
        await publish();
        expect(await shop.database.query(`SELECT id FROM ${to}`)).toEqual([{ id: 'a' }]);
      }
    },
  );

  it.each([false, true])(
    'I-31: a table that goes while a column of it stands under two names comes back with its values, finalized: %s',
    async (finalizes) => {
      const { service } = shop;
      const publish = async () =>
        (
          await service.publish(SCOPE, await service.openDraft(SCOPE, SHOP), {
            targetEnv: 'dev',
            force: true,
          })
        ).packageVersionId;
      const rollback = async (toVersionId: string) => {
        await service.rollback(SCOPE, { targetEnv: 'dev', toVersionId, force: true });
        expect(await shop.drift()).toEqual([]);
      };
      await shop.stage(object('shop_other', { name: text('Name') }));
      const none = await publish();
      await shop.stage(object('shop_item', { name: text('Name'), fax: text('Fax') }));
      const first = await publish();
      const draft = await service.openDraft(SCOPE, SHOP);
      await service.renameField(SCOPE, draft, 'shop_item', 'fax', 'tel');
      const second = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "tel") VALUES ('a', 'N', '1')`);
      await rollback(none);
      if (finalizes) await service.finalize(SCOPE, { targetEnv: 'dev' });
      await rollback(first);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', '2')`);
      expect(await shop.database.query('SELECT fax FROM shop_item ORDER BY id')).toEqual([
        { fax: '1' },
        { fax: '2' },
      ]);
      await rollback(second);
      await service.finalize(SCOPE, { targetEnv: 'dev' });
      expect(await shop.drift()).toEqual([]);
      expect(await shop.database.query('SELECT tel FROM shop_item ORDER BY id')).toEqual([
        { tel: '1' },
        { tel: '2' },
      ]);
    },
  );

  it('I-30 I-32: no request of the old version fails, from before the publish until after a rollback', async () => {
    const lane = await oldLane(shop.database, shop.databaseOf('dev'));
    const traffic = new Traffic([lane]);
    await traffic.until(10);
    const draft = await rename();
    const diff = await shop.service.diff(SCOPE, draft, { targetEnv: 'dev' });
    expect(diff.renames).toBe('online');
    // Indexes are built anew; of columns nothing is said but their new names.
    expect(diff.plan.changes.flatMap(({ kind, column }) => (column === undefined ? [] : [kind]))).toEqual([
      'rename_column',
      'rename_column',
    ]);
    expect(diff.plan.hazards).not.toContain('breaks_old_readers');
    expect(diff.plan.destructive).toBe(false);
    const { state } = await shop.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    expect(state).toBe('committed');
    expect(await shop.drift()).toEqual([]);
    await traffic.until(traffic.done + 10);
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "number", "step") VALUES ('n', 'New', 'n1', 'open')`,
    );
    const both = await rows('code', 'stage', 'number', 'step');
    expect(both.filter(({ code, stage, number, step }) => code !== number || stage !== step)).toEqual([]);
    expect(both.length).toBeGreaterThan(20);
    const preview = await shop.service.rollbackPreview(SCOPE, { targetEnv: 'dev' });
    expect(preview).toMatchObject({
      lost: [],
      restorable: [{ name: 'shop_customer.code' }, { name: 'shop_customer.stage' }],
    });
    await shop.service.rollback(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    await traffic.until(traffic.done + 10);
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await traffic.until(traffic.done + 10);
    const { acknowledged, failures } = await traffic.stop();
    await lane.close();
    expect(failures).toEqual([]);
    const found = new Map((await rows('code')).map(({ id, code }) => [id, code]));
    expect(found).toEqual(new Map([...acknowledged, ['n', 'n1']]));
    expect(await shop.drift()).toEqual([]);
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: after finalize the values of a rollback come from the live column, not from the held one', async () => {
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "stage") VALUES ('a', 'Ada', '1', 'new')`,
    );
    await shop.service.publish(SCOPE, await rename(), { targetEnv: 'dev' });
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    await shop.alter(`UPDATE "shop_customer" SET "number" = '2', "step" = 'won' WHERE "id" = 'a'`);
    await shop.service.rollback(SCOPE, { targetEnv: 'dev' });
    expect(await shop.drift()).toEqual([]);
    expect(await rows('code', 'stage')).toEqual([{ id: 'a', code: '2', stage: 'won' }]);
    await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
    await shop.service.purge(SCOPE, { targetEnv: 'dev', force: true });
    expect(await shop.drift()).toEqual([]);
  });

  it('a request may ask for the other form, which only renames', async () => {
    const draft = await rename();
    const { plan, state } = await shop.service.publish(SCOPE, draft, {
      targetEnv: 'dev',
      renames: 'in_switch',
    });
    expect(plan.steps.map(({ step }) => step.kind)).not.toContain('add_shadow');
    expect(plan.hazards).toContain('breaks_old_readers');
    expect(state).toBe('finished');
    expect(await shop.drift()).toEqual([]);
  });
}
