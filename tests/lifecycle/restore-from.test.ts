/**
 * Proves that what comes back from a named version is what that version had: of several things that had one name, its own.
 */
import type { DraftHandle } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

const ADDON = 'com.example.addon';
const FAX = { fax: text('Fax', { maxLength: 40 }) };

describe('values of a named version · sqlite', () => suite(null));
describeServers('values of a named version', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'production' });
    await shop.service.addEnvironment(SCOPE, {
      name: 'first',
      type: 'test',
      databaseUrl: `sqlite:${shop.databaseOf('first')}`,
    });
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const item = (fields = {}) => shop.stage(object('shop_item', { name: text('Name'), ...fields }));
  const remove = async () =>
    shop.service.stage(SCOPE, { op: 'delete', type: 'object', name: 'shop_item', draft: await draft() });
  const rows = (columns: string) => shop.database.query(`SELECT id, ${columns} FROM shop_item ORDER BY id`);
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
      await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'fax', 'tel');
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
        const manifest = { id: ADDON, namespace: 'addon', version: '1.0.0', type: 'plugin', name: 'Addon' };
        await shop.service.importStack(SCOPE, {
          stack: { manifest, objectExtensions: [{ extend: 'shop_item', fields: FAX }] },
        });
        const addon = async (fields: object, restores?: string) => {
          const open = await shop.service.openDraft(SCOPE, ADDON);
          const item = { extend: 'shop_item', fields: { mail: text('Mail'), ...fields } };
          await shop.service.stage(SCOPE, {
            op: 'put',
            type: 'object_extension',
            name: 'shop_item',
            item,
            draft: open,
          });
          return go(how, restores, open);
        };
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
