/** Proves that a rollback gives back what a preview dropped: it seals a version that its run does not name, of a draft that goes on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

const targetEnv = 'dev';

describe('rollback over a preview · sqlite', () => suite(null));
describeServers('rollback over a preview', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'sandbox' });
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const item = (name: string, fields = {}) => shop.stage(object(name, { name: text('Name'), ...fields }));

  const rename = async (name: string, to: string) =>
    shop.service.rename(SCOPE, await draft(), { type: 'object', name }, to);

  it.each(['at once', 'finalized'])(
    'I-31: a field dropped in a table that got another name, gone back %s, while the draft goes on',
    async (when) => {
      await item('shop_item', { fax: text('Fax') });
      const first = await shop.service.publish(SCOPE, await draft(), { targetEnv });
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
      await rename('shop_item', 'shop_thing');
      await item('shop_thing');
      await shop.service.preview(SCOPE, await draft(), { targetEnv });
      if (when === 'finalized') await shop.service.finalize(SCOPE, { targetEnv });
      // What was previewed is in no version of that name any more.
      await rename('shop_thing', 'shop_stuff');
      const said = await shop.service.rollbackPreview(SCOPE, {
        targetEnv,
        toVersionId: first.packageVersionId,
      });
      expect(said.restorable.map(({ name }) => name)).toEqual(['shop_item.fax']);
      await shop.service.rollback(SCOPE, { targetEnv });
      expect(await shop.database.query('SELECT id, name, fax FROM shop_item')).toEqual([
        { id: 'a', name: 'N', fax: '+49 1' },
      ]);
      expect(await shop.drift()).toEqual([]);
    },
  );
}
