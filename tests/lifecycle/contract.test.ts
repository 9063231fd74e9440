/**
 * Proves that nothing is put aside while an installation needs it, on every engine: not what the version needs that a
 * rollback brought back, not what only one of two packages has dropped, not under a run that waits for its swap.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

const FAX = { fax: text('Fax') };
const ADDON = 'com.example.addon';
const targetEnv = 'dev';

describe('the contract · sqlite', () => suite(null));
describeServers('the contract', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    await item(FAX);
    await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
  });
  afterEach(() => shop.dispose());

  const publish = async (options: object = {}) =>
    shop.service.publish(SCOPE, await shop.service.openDraft(SCOPE, SHOP), { targetEnv, ...options });
  const item = (more = {}) => shop.stage(object('shop_item', { name: text('Name'), ...more }));
  const remove = async () =>
    shop.service.stage(SCOPE, {
      op: 'delete',
      type: 'object',
      name: 'shop_item',
      draft: await shop.service.openDraft(SCOPE, SHOP),
    });
  const finalize = () => shop.service.finalize(SCOPE, { targetEnv });
  const held = async () => (await shop.service.environment(SCOPE, targetEnv)).held.map(({ name }) => name);
  const faxes = async () => {
    const rows = await shop.database.query('SELECT id, fax FROM shop_item ORDER BY id');
    return rows.map(({ id, fax }) => [id, fax]);
  };

  it.each([
    ['a field', () => item()],
    ['an object', () => remove()],
  ] as const)(
    'I-38: after a rollback takes nothing of what the version before has: %s',
    async (_what, drop) => {
      await drop();
      await publish();
      await shop.service.rollback(SCOPE, { targetEnv });
      await finalize();
      expect(await held()).toEqual([]);
      expect(await faxes()).toEqual([['a', '+49 1']]);
      expect(await shop.drift()).toEqual([]);
      await shop.service.purge(SCOPE, { targetEnv, force: true });
      expect(await faxes()).toEqual([['a', '+49 1']]);
    },
  );

  it('I-38: does not begin under a run that waits for its swap: the version before is what is installed', async () => {
    await item();
    await shop.stage(object('shop_memo', { name: text('Name') }));
    await publish({ hold: true });
    await expect(finalize()).rejects.toMatchObject({ code: 'SCHEMA_AHEAD' });
    await expect(shop.service.purge(SCOPE, { targetEnv, force: true })).rejects.toMatchObject({
      code: 'SCHEMA_AHEAD',
    });
    expect(await faxes()).toEqual([['a', '+49 1']]);
    await shop.service.activate(SCOPE, { targetEnv });
    expect(await faxes()).toEqual([['a', '+49 1']]);
    await finalize();
    expect(await held()).toEqual(['shop_item.fax']);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-38: leaves a column that another package of the environment asks for, too', async () => {
    await shop.service.importStack(SCOPE, {
      stack: {
        manifest: { id: ADDON, namespace: 'addon', version: '1.0.0', type: 'plugin', name: 'Addon' },
        objectExtensions: [{ extend: 'shop_item', fields: FAX }],
      },
    });
    await shop.service.publish(SCOPE, await shop.service.openDraft(SCOPE, ADDON), { targetEnv });
    await item();
    await publish();
    await finalize();
    expect(await held()).toEqual([]);
    expect(await faxes()).toEqual([['a', '+49 1']]);
    expect(await shop.drift()).toEqual([]);
    // And with the last that asks for it, it goes.
    const draft = await shop.service.openDraft(SCOPE, ADDON);
    const ref = { type: 'object_extension', name: 'shop_item' };
    await shop.service.stage(SCOPE, { op: 'delete', ...ref, draft });
    await shop.service.publish(SCOPE, draft, { targetEnv });
    expect(await faxes()).toEqual([['a', '+49 1']]);
    await finalize();
    expect(await held()).toEqual(['shop_item.fax']);
    expect(await shop.drift()).toEqual([]);
  });
}
