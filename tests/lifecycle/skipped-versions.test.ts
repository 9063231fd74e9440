/**
 * Proves that a jump over versions takes no thing for another one: what one of them dropped does not become what a later one
 * begins anew, under that name or renamed from it, but is put aside as it would have been version by version.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

describe('a jump over a drop and a new beginning · sqlite', () => suite(null));
describeServers('a jump over a drop and a new beginning', suite);

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
  /** Seals the draft where nothing skips a version. */
  const seal = async (targetEnv: string) => {
    const published = await shop.service.publish(SCOPE, await draft(), { targetEnv, force: true });
    return published as { readonly packageVersionId: string; readonly semver: string };
  };
  const promote = (versionId: string) =>
    shop.service.promote(SCOPE, versionId, { targetEnv: 'dev', force: true });
  const rollback = (toVersionId: string) =>
    shop.service.rollback(SCOPE, { targetEnv: 'dev', toVersionId, force: true });
  const item = (fields: Record<string, Record<string, unknown>>) =>
    shop.stage(object('shop_item', { name: text('Name'), ...fields }));
  const remove = async (name: string) =>
    shop.service.stage(SCOPE, { op: 'delete', type: 'object', name, draft: await draft() });

  it('I-31: a field, dropped, begun anew and renamed: its values are its own, the old ones are put aside', async () => {
    await item({ code: text('Code') });
    const first = await seal('first');
    await promote(first.packageVersionId);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "code") VALUES ('a', 'N', 'of the first')`);
    await item({});
    await seal('first');
    await item({ code: text('Code') });
    await seal('first');
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'code', 'number');
    const last = await seal('first');

    await expect(
      shop.service.promote(SCOPE, last.packageVersionId, { targetEnv: 'dev' }),
    ).rejects.toMatchObject({
      code: 'DESTRUCTIVE_BLOCKED',
      message: expect.stringContaining('shop_item.code'),
    });
    await promote(last.packageVersionId);
    expect(await shop.database.query('SELECT number FROM shop_item')).toEqual([{ number: null }]);
    expect(await shop.drift()).toEqual([]);
    await shop.alter(`UPDATE "shop_item" SET "number" = 'of the last'`);
    await rollback(first.packageVersionId);
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: 'of the first' }]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: a table, dropped and begun anew', async () => {
    await item({ code: text('Code') });
    const first = await seal('first');
    await promote(first.packageVersionId);
    await shop.alter(`INSERT INTO "shop_item" ("id", "code") VALUES ('a', 'of the first')`);
    await remove('shop_item');
    await seal('first');
    await item({ code: text('Code') });
    const last = await seal('first');

    await promote(last.packageVersionId);
    expect(await shop.database.query('SELECT id FROM shop_item')).toEqual([]);
    expect(await shop.drift()).toEqual([]);
    await rollback(first.packageVersionId);
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: 'of the first' }]);
  });

  it('I-31: what a draft begins anew, where an older version runs again than the one that dropped it', async () => {
    await item({ code: text('Code') });
    const first = await seal('dev');
    await shop.alter(`INSERT INTO "shop_item" ("id", "code") VALUES ('a', 'of the first')`);
    await item({});
    await seal('dev');
    await rollback(first.packageVersionId);
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: 'of the first' }]);
    await item({ code: text('Code', { maxLength: 20 }) });
    const diff = await shop.service.diff(SCOPE, await draft(), { targetEnv: 'dev' });
    expect(diff.plan.changes).toContainEqual(
      expect.objectContaining({ kind: 'drop_column', table: 'shop_item', column: 'code' }),
    );
    await seal('dev');
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: null }]);
    expect(await shop.drift()).toEqual([]);
  });

  it('what every version between has is the same, renamed or not, and is skipped over as before', async () => {
    await item({ code: text('Code'), fax: text('Fax') });
    await seal('first').then(({ packageVersionId }) => promote(packageVersionId));
    await shop.alter(`INSERT INTO "shop_item" ("id", "code") VALUES ('a', '1')`);
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'code', 'number');
    await seal('first');
    await item({ number: text('Number') });
    const last = await seal('first');
    await promote(last.packageVersionId);
    expect(await shop.database.query('SELECT number FROM shop_item')).toEqual([{ number: '1' }]);
  });
}
