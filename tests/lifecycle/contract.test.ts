/**
 * Proves that nothing is put aside while an installation needs it, on every engine: not what the version needs that a
 * rollback brought back, not what only one of two packages has dropped, not under a run that waits for its swap.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { ADDON, importAddon, stageAddon } from './addon.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf, targetEnv } from './item.ts';
import { object, SHOP, text } from './shop.ts';

const FAX = { fax: text('Fax') };

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
  const { item, remove, finalize, held, rows } = itemOf(() => shop);
  const faxes = async () => (await rows('fax')).map(({ id, fax }) => [id, fax]);

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
    await importAddon(shop, FAX);
    await shop.service.publish(SCOPE, await shop.service.openDraft(SCOPE, ADDON), { targetEnv });
    await item();
    await publish();
    await finalize();
    expect(await held()).toEqual([]);
    expect(await faxes()).toEqual([['a', '+49 1']]);
    expect(await shop.drift()).toEqual([]);
    // And with the last that asks for it, it goes.
    await shop.service.publish(SCOPE, await stageAddon(shop, null), { targetEnv });
    expect(await faxes()).toEqual([['a', '+49 1']]);
    await finalize();
    expect(await held()).toEqual(['shop_item.fax']);
    expect(await shop.drift()).toEqual([]);
  });
}
