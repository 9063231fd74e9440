/**
 * Proves that a field which becomes a relation says whose rows it would name in vain, on every engine: it informs, and
 * never blocks, because the runtime checks a reference only when somebody writes it.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

describe('references to no row · sqlite', () => suite(null));
describeServers('references to no row', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    const fans = { type: 'lookup', label: 'Fans', reference: 'shop_order', multiple: true };
    await shop.stage(object('shop_item', { name: text('Name'), owner: text('Owner'), fans }));
    await shop.publish();
    await shop.alter(`INSERT INTO "shop_customer" ("id", "name", "stage") VALUES ('c1', 'Ada', 'new')`);
    const items = ["'a', 'c1', '[\"c1\"]'", "'b', 'nobody', '[\"c1\",\"gone\"]'", "'c', NULL, NULL"];
    for (const item of items)
      await shop.database.query(`INSERT INTO shop_item (id, owner, fans) VALUES (${item})`);
  });
  afterEach(() => shop.dispose());

  const orphans = async () => {
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const { preflight } = await shop.service.diff(SCOPE, draft, { targetEnv: 'dev', preflight: true });
    return preflight?.filter(({ check }) => check === 'orphan_references');
  };

  it('are counted where a text becomes a lookup, and where a list of them points elsewhere', async () => {
    const owner = { type: 'lookup', label: 'Owner', reference: 'shop_customer' };
    const fans = { type: 'lookup', label: 'Fans', reference: 'shop_customer', multiple: true };
    await shop.stage(object('shop_item', { name: text('Name'), owner, fans }));
    expect(await orphans()).toMatchObject([
      { column: 'fans', count: 1, keys: ['b'], severity: 'informs' },
      { column: 'owner', count: 1, keys: ['b'], severity: 'informs' },
    ]);
    await shop.publish();
    expect(await shop.drift()).toEqual([]);
    expect(await orphans()).toEqual([]);
  });

  it('are nobody’s business where the relation stays what it was', async () => {
    await shop.stage(object('shop_item', { name: text('Title'), owner: text('Owner'), more: text('More') }));
    expect(await orphans()).toEqual([]);
  });
}
