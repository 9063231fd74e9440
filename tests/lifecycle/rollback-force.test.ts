/**
 * Proves of what a rollback in production asks for force: of what it puts aside itself. What an earlier run was allowed to
 * drop is not asked for once more, and giving back what is held never is.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf, targetEnv } from './item.ts';
import { object, SHOP, text } from './shop.ts';

const FAX = { fax: text('Fax') };

describe('force of a rollback · sqlite', () => suite(null));
describeServers('force of a rollback', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'production' });
  });
  afterEach(() => shop.dispose());

  const { draft, item, held, finalize, ...on } = itemOf(() => shop);
  const publish = () => on.publish({ finalizes: false });
  const rollback = (toVersionId: string, force = false) =>
    shop.service.rollback(SCOPE, { targetEnv, toVersionId, force });

  /** Versions without the field, with it, and without it again; the last drop is not put aside yet. */
  async function comesAndGoes(): Promise<readonly [string, string, string]> {
    await item();
    const before = await publish();
    await item(FAX);
    const between = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await item();
    return [before, between, await publish()];
  }

  it('is not asked for a field that the publish before was forced to drop', async () => {
    const [before] = await comesAndGoes();
    await rollback(before);
    expect(await shop.drift()).toEqual([]);
    await finalize();
    expect(await held()).toEqual(['shop_item.fax']);
  });

  it('is not asked for it either where its table is renamed on the way', async () => {
    await item();
    const before = await publish();
    await item(FAX);
    await publish();
    await shop.service.rename(SCOPE, await draft(), { type: 'object', name: 'shop_item' }, 'shop_article');
    await shop.stage(object('shop_article', { name: text('Name') }));
    await publish();
    await rollback(before);
    expect(await shop.drift()).toEqual([]);
    await finalize();
    expect(await held()).toEqual(['shop_item.fax']);
  });

  it('is not asked for an object that the publish before was forced to drop', async () => {
    const first = (await shop.service.versions(SCOPE, SHOP))[0]?.id as string;
    await item();
    await publish();
    const ref = { type: 'object', name: 'shop_item' } as const;
    await shop.service.stage(SCOPE, { op: 'delete', ...ref, draft: await draft() });
    await publish();
    await rollback(first);
    await finalize();
    expect(await held()).toEqual(['shop_item']);
  });

  it('is not asked for what comes back, put aside already or not', async () => {
    const [, between, last] = await comesAndGoes();
    await rollback(between);
    await shop.service.promote(SCOPE, last, { targetEnv, force: true });
    await finalize();
    await rollback(between);
    expect(await shop.database.query('SELECT fax FROM shop_item')).toEqual([{ fax: '+49 1' }]);
  });

  it('is asked for what the rollback itself puts aside, and names that alone', async () => {
    const [before] = await comesAndGoes();
    await item({ mobile: text('Mobile') });
    await shop.service.stage(SCOPE, {
      op: 'delete',
      type: 'object',
      name: 'shop_order',
      draft: await draft(),
    });
    await publish();
    const refused = await rollback(before).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'DESTRUCTIVE_BLOCKED',
      suggestion: expect.stringContaining('--preview'),
      details: { changes: [{ kind: 'drop_column', table: 'shop_item', column: 'mobile' }] },
    });
    await rollback(before, true);
    await finalize();
    expect((await held()).sort()).toEqual(['shop_item.fax', 'shop_item.mobile']);
  });
}
