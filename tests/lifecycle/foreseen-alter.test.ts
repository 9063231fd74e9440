/**
 * Proves that what MariaDB would refuse of a plan, because of something that somebody gave a table, is told among what
 * stands in the way, by the diff, a dry run and the preview of a rollback, and that the run is refused with the same before
 * its first statement.
 */
import { type DiffResult, LIMITS } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { object, SHOP } from './shop.ts';

const TO_DEV = { targetEnv: 'dev' } as const;

describeServers('a key that somebody gave a table', (server: DatabaseServer) => {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    const ids = Array.from({ length: LIMITS.copied_rows + 1 }, (_, at) => `('r${at}', 'c', '${at}', 'new')`);
    await shop.alter(`INSERT INTO "shop_customer" ("id", "name", "code", "stage") VALUES ${ids.join(', ')}`);
  });
  afterEach(() => shop.dispose());

  const stageFax = () =>
    shop.stage(
      object(
        'shop_customer',
        { ...fields(), fax: { type: 'text', label: 'Fax', maxLength: 40 } },
        { indexes: INDEXES },
      ),
    );
  const refusal = {
    code: 'ONLINE_REFUSED',
    message: expect.stringMatching(/shop_customer.*FULLTEXT key 'words'.*fax/),
    details: { table: 'shop_customer', index: 'words', steps: ['expand:add_column:shop_customer.fax'] },
    suggestion: expect.stringMatching(/^nothing was executed: drop the key with: ALTER TABLE/),
  };

  it('is told before anything runs, and what it refuses is nothing that was begun', async () => {
    if (shop.database.engine !== 'mysql') return;
    await shop.alter('ALTER TABLE "shop_customer" ADD FULLTEXT KEY words (name)');
    await stageFax();
    const draft = await shop.service.openDraft(SCOPE, SHOP);
    const { obstacles } = await shop.service.diff(SCOPE, draft, TO_DEV);
    expect(obstacles).toMatchObject([refusal]);
    const dry = await shop.service.publish(SCOPE, draft, { ...TO_DEV, dryRun: true });
    expect((dry as unknown as DiffResult).obstacles).toEqual(obstacles);
    await expect(shop.publish()).rejects.toMatchObject(refusal);
    expect((await shop.service.environment(SCOPE, 'dev')).schemaAhead).toEqual([]);
    expect(await shop.drift()).toEqual(['extra index shop_customer.words']);

    await shop.alter('ALTER TABLE "shop_customer" DROP KEY words');
    expect((await shop.service.diff(SCOPE, draft, TO_DEV)).obstacles).toEqual([]);
    expect(await shop.publish()).toBe('1.1.0');
  });

  it('is told before anybody goes back', async () => {
    if (shop.database.engine !== 'mysql') return;
    const fax = { type: 'phone', label: 'Fax', defaultValue: '0', storage: { notNull: true } };
    await shop.stage(object('shop_customer', { ...fields(), fax }, { indexes: INDEXES }));
    await shop.publish();
    await shop.service.finalize(SCOPE, TO_DEV);
    await shop.alter('ALTER TABLE "shop_customer" ADD FULLTEXT KEY words (name)');
    const { obstacles } = await shop.service.rollbackPreview(SCOPE, TO_DEV);
    const there = {
      code: 'ONLINE_REFUSED',
      details: { index: 'words', steps: ['switch:drop_not_null:shop_customer.fax'] },
    };
    expect(obstacles).toMatchObject([there]);
    await expect(shop.service.rollback(SCOPE, { ...TO_DEV, force: true })).rejects.toMatchObject(there);
    await shop.alter('ALTER TABLE "shop_customer" DROP KEY words');
    expect((await shop.service.rollbackPreview(SCOPE, TO_DEV)).obstacles).toEqual([]);
    await shop.service.rollback(SCOPE, { ...TO_DEV, force: true });
    expect(await shop.database.query('SELECT DISTINCT fax FROM shop_customer')).toEqual([{ fax: '0' }]);
  });
});
