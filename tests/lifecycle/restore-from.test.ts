/**
 * Proves that what comes back from a named version is what that version had: of several things that had one name, its own.
 */
import type { DraftHandle } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { importAddon, stageAddon } from './addon.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf } from './item.ts';
import { text } from './shop.ts';

const FAX = { fax: text('Fax', { maxLength: 40 }) };

describe('values of a named version · sqlite', () => suite(null));
describeServers('values of a named version', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'production' });
    await elsewhere('first');
  });
  afterEach(() => shop.dispose());

  const { draft, item, remove, rename, rows, elsewhere } = itemOf(() => shop);
  /** Sealed elsewhere and promoted, or published at once. @returns the version */
  async function go(how: 'promote' | 'publish', restores?: string, from?: DraftHandle): Promise<string> {
    const options = { force: true, ...(restores === undefined ? {} : { restores }) };
    const publish = async (targetEnv: string, more = {}) => {
      const published = await shop.service.publish(SCOPE, from ?? (await draft()), { targetEnv, ...more });
      return published.packageVersionId;
    };
    if (how === 'publish') return publish('dev', options);
    const versionId = await publish('first', { force: true });
    await shop.service.promote(SCOPE, versionId, { targetEnv: 'dev', ...options });
    return versionId;
  }

  describe.each(['promote', 'publish'] as const)('%s', (how) => {
    it.each(['first', 'second'] as const)('a field of which two are held: the %s', async (which) => {
      await item(FAX);
      const first = await go(how);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'first')`);
      await item();
      await go(how);
      await item(FAX);
      const second = await go(how);
      await shop.alter(`UPDATE "shop_item" SET "fax" = 'second'`);
      await item();
      await go(how);
      await item(FAX);
      await go(how, { first, second }[which]);
      expect(await shop.drift()).toEqual([]);
      expect(await rows('fax')).toEqual([{ id: 'a', fax: which }]);
    });

    it.each(['first', 'second'] as const)('an object of which two are held: the %s', async (which) => {
      await item(FAX);
      const first = await go(how);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'first')`);
      await remove();
      await go(how);
      await item(FAX);
      const second = await go(how);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', 'second')`);
      await remove();
      await go(how);
      await item(FAX);
      await go(how, { first, second }[which]);
      expect(await shop.drift()).toEqual([]);
      expect((await rows('fax')).map(({ fax }) => fax)).toEqual([which]);
    });

    it('a field that is live stays, whatever the version had under its name', async () => {
      await item(FAX);
      const first = await go(how);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'first')`);
      await item();
      await go(how);
      await item(FAX);
      await go(how);
      await shop.alter(`UPDATE "shop_item" SET "fax" = 'second'`);
      await item({ ...FAX, tel: text('Tel') });
      await go(how, first);
      expect(await shop.drift()).toEqual([]);
      expect(await rows('fax')).toEqual([{ id: 'a', fax: 'second' }]);
    });

    it('a field whose name another one leaves with the same version', async () => {
      await item(FAX);
      const first = await go(how);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'first')`);
      await item();
      await go(how);
      await item(FAX);
      await go(how);
      await shop.alter(`UPDATE "shop_item" SET "fax" = 'second'`);
      await rename('fax', 'tel');
      await item({ ...FAX, tel: FAX.fax });
      await go(how, first);
      expect(await shop.drift()).toEqual([]);
      expect(await rows('fax, tel')).toEqual([{ id: 'a', fax: 'first', tel: 'second' }]);
    });

    it.each(['first', 'second'] as const)(
      'a field that another package adds, of which two are held: the %s',
      async (which) => {
        await item();
        await go(how);
        await shop.alter(`INSERT INTO "shop_item" ("id", "name") VALUES ('a', 'N')`);
        await importAddon(shop, FAX);
        const addon = async (fields: object, restores?: string) =>
          go(how, restores, await stageAddon(shop, { mail: text('Mail'), ...fields }));
        const first = await addon(FAX);
        await shop.alter(`UPDATE "shop_item" SET "fax" = 'first'`);
        await addon({});
        const second = await addon(FAX);
        await shop.alter(`UPDATE "shop_item" SET "fax" = 'second'`);
        await addon({});
        await addon(FAX, { first, second }[which]);
        expect(await shop.drift()).toEqual([]);
        expect(await rows('fax')).toEqual([{ id: 'a', fax: which }]);
      },
    );
  });
}
