/**
 * Proves that a jump over versions takes no thing for another one: what one of them dropped does not become what a later one
 * begins anew, under that name or renamed from it.
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
  const item = (fields: Record<string, Record<string, unknown>>) =>
    shop.stage(object('shop_item', { name: text('Name'), ...fields }));
  const remove = async (name: string) =>
    shop.service.stage(SCOPE, { op: 'delete', type: 'object', name, draft: await draft() });

  it('I-31: a field, dropped, begun anew and renamed: refused, and over the version between its values are its own', async () => {
    await item({ code: text('Code') });
    await seal('first').then(({ packageVersionId }) => promote(packageVersionId));
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "code") VALUES ('a', 'N', 'of the first')`);
    await item({});
    const between = await seal('first');
    await item({ code: text('Code') });
    await seal('first');
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'code', 'number');
    const last = await seal('first');

    await expect(promote(last.packageVersionId)).rejects.toMatchObject({
      code: 'VERSION_SKIPPED',
      message: expect.stringContaining(`'shop_item.code'`),
      details: { environment: 'dev', version: between.semver, things: ['shop_item.code'] },
      suggestion: expect.stringContaining(`mda promote ${between.semver} --to dev`),
    });
    const runs = await shop.service.runs(SCOPE, { environment: 'dev' });
    expect(runs[0]).toMatchObject({ state: 'refused', nextChunk: 0 });
    await promote(between.packageVersionId);
    await promote(last.packageVersionId);
    expect(await shop.database.query('SELECT number FROM shop_item')).toEqual([{ number: null }]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: a table, dropped and begun anew', async () => {
    await item({ code: text('Code') });
    await seal('first').then(({ packageVersionId }) => promote(packageVersionId));
    await remove('shop_item');
    const between = await seal('first');
    await item({ code: text('Code') });
    const last = await seal('first');

    await expect(promote(last.packageVersionId)).rejects.toMatchObject({
      code: 'VERSION_SKIPPED',
      details: { version: between.semver, things: ['shop_item'] },
    });
    await promote(between.packageVersionId);
    await promote(last.packageVersionId);
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
