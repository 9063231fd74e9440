/**
 * Proves that a jump over versions takes no thing for another one: what one of them dropped does not become what a later one
 * begins anew, under that name or renamed from it, but is put aside as it would have been version by version.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { ADDON, importAddon, stageAddon } from './addon.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf } from './item.ts';
import { text } from './shop.ts';

describe('a jump over a drop and a new beginning · sqlite', () => suite(null));
describeServers('a jump over a drop and a new beginning', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  /** Where nothing skips a version. */
  let seal: () => Promise<string>;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'production' });
    seal = await elsewhere('first');
  });
  afterEach(() => shop.dispose());

  const { draft, item, remove, rename, publish, elsewhere } = itemOf(() => shop);
  const promote = (versionId: string) =>
    shop.service.promote(SCOPE, versionId, { targetEnv: 'dev', force: true });
  const rollback = (toVersionId: string) =>
    shop.service.rollback(SCOPE, { targetEnv: 'dev', toVersionId, force: true });
  it('I-31: a field, dropped, begun anew and renamed: its values are its own, the old ones are put aside', async () => {
    await item({ code: text('Code') });
    const first = await seal();
    await promote(first);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "code") VALUES ('a', 'N', 'of the first')`);
    await item();
    await seal();
    await item({ code: text('Code') });
    await seal();
    await rename('code', 'number');
    const last = await seal();

    await expect(shop.service.promote(SCOPE, last, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'DESTRUCTIVE_BLOCKED',
      message: expect.stringContaining('shop_item.code'),
    });
    await promote(last);
    expect(await shop.database.query('SELECT number FROM shop_item')).toEqual([{ number: null }]);
    expect(await shop.drift()).toEqual([]);
    await shop.alter(`UPDATE "shop_item" SET "number" = 'of the last'`);
    await rollback(first);
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: 'of the first' }]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: a table, dropped and begun anew', async () => {
    await item({ code: text('Code') });
    const first = await seal();
    await promote(first);
    await shop.alter(`INSERT INTO "shop_item" ("id", "code") VALUES ('a', 'of the first')`);
    await remove();
    await seal();
    await item({ code: text('Code') });
    const last = await seal();

    await promote(last);
    expect(await shop.database.query('SELECT id FROM shop_item')).toEqual([]);
    expect(await shop.drift()).toEqual([]);
    await rollback(first);
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: 'of the first' }]);
  });

  it('I-31: what a draft begins anew, where an older version runs again than the one that dropped it', async () => {
    await item({ code: text('Code') });
    const first = await publish({ finalizes: false });
    await shop.alter(`INSERT INTO "shop_item" ("id", "code") VALUES ('a', 'of the first')`);
    await item();
    await publish({ finalizes: false });
    await rollback(first);
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: 'of the first' }]);
    await item({ code: text('Code', { maxLength: 20 }) });
    const diff = await shop.service.diff(SCOPE, await draft(), { targetEnv: 'dev' });
    expect(diff.plan.changes).toContainEqual(
      expect.objectContaining({ kind: 'drop_column', table: 'shop_item', column: 'code' }),
    );
    await publish({ finalizes: false });
    expect(await shop.database.query('SELECT code FROM shop_item')).toEqual([{ code: null }]);
    expect(await shop.drift()).toEqual([]);
  });

  it('what every version between has is the same, renamed or not, and is skipped over as before', async () => {
    await item({ code: text('Code'), fax: text('Fax') });
    await promote(await seal());
    await shop.alter(`INSERT INTO "shop_item" ("id", "code") VALUES ('a', '1')`);
    await rename('code', 'number');
    await seal();
    await item({ number: text('Number') });
    const last = await seal();
    await promote(last);
    expect(await shop.database.query('SELECT number FROM shop_item')).toEqual([{ number: '1' }]);
  });

  describe('in an object that another package extends', () => {
    const FAX = { fax: text('Fax') };
    const MAIL = { mail: text('Mail') };
    let first: readonly string[];
    /** The extension follows the object. */
    let isRenamed: boolean;
    let sealRenamed: () => Promise<string>;
    /** @param extend the object, as it is called by then */
    async function addon(extend: string, fields: object): Promise<string> {
      if (extend === 'shop_thing' && !isRenamed) await stageAddon(shop, null);
      isRenamed = extend === 'shop_thing';
      const open = await stageAddon(shop, fields, extend);
      const targetEnv = isRenamed ? 'second' : 'first';
      return (await shop.service.publish(SCOPE, open, { targetEnv, force: true })).packageVersionId;
    }
    async function train(versions: readonly string[]): Promise<{ readonly run: string }> {
      const promoted = await shop.service.promote(SCOPE, versions, { targetEnv: 'dev', force: true });
      return promoted as { readonly run: string };
    }
    const renamed = async () => {
      await shop.service.rename(SCOPE, await draft(), { type: 'object', name: 'shop_item' }, 'shop_thing');
      return sealRenamed();
    };
    beforeEach(async () => {
      isRenamed = false;
      // Where the object has its new name, no package asks for the old one.
      sealRenamed = await elsewhere('second');
      await item();
      const base = await seal();
      await importAddon(shop, FAX);
      first = [base, await addon('shop_item', FAX)];
      await train(first);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
    });

    const faxes = (table: string) => shop.database.query(`SELECT id, fax FROM ${table}`);

    it.each(['before', 'after'])(
      'I-31: a field, dropped %s the object got another name, and begun anew',
      async (when) => {
        if (when === 'before') await addon('shop_item', MAIL);
        const next = await renamed();
        if (when === 'after') await addon('shop_thing', MAIL);
        const { run } = await train([next, await addon('shop_thing', FAX)]);
        expect(await shop.drift()).toEqual([]);
        expect(await faxes('shop_thing')).toEqual([{ id: 'a', fax: null }]);
        await shop.alter(`UPDATE "shop_thing" SET "fax" = 'of the last'`);
        await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
        await shop.service.rollbackRun(SCOPE, { runId: run, force: true });
        expect(await shop.drift()).toEqual([]);
        expect(await faxes('shop_item')).toEqual([{ id: 'a', fax: 'of the first' }]);
      },
    );

    it('a field that every version has is the same, whatever the object is called', async () => {
      await addon('shop_item', { ...FAX, ...MAIL });
      const next = await renamed();
      await addon('shop_thing', { ...FAX, ...MAIL });
      await train([next, await addon('shop_thing', FAX)]);
      expect(await faxes('shop_thing')).toEqual([{ id: 'a', fax: 'of the first' }]);
      expect(await shop.drift()).toEqual([]);
    });

    it('I-31: what was put aside with the run that renamed the object is given to no namesake', async () => {
      const next = await renamed();
      await train([next, await addon('shop_thing', MAIL)]);
      await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
      const again = await addon('shop_thing', FAX);
      await train([await addon('shop_thing', { ...FAX, ...MAIL })]);
      await shop.alter(`UPDATE "shop_thing" SET "fax" = 'of the last'`);
      const request = { targetEnv: 'dev', packageId: ADDON, force: true };
      const none = await addon('shop_thing', { note: text('Note') });
      await train([none]);
      expect(await shop.service.rollbackPreview(SCOPE, { ...request, toVersionId: again })).toMatchObject({
        lost: [],
        restorable: [{ name: 'shop_thing.fax', rows: 1 }],
      });
      await shop.service.rollback(SCOPE, { ...request, toVersionId: again });
      expect(await faxes('shop_thing')).toEqual([{ id: 'a', fax: 'of the last' }]);
      expect(await shop.drift()).toEqual([]);
    });

    it('I-31: nor to one that never lived there', async () => {
      const next = await renamed();
      await train([next, await addon('shop_thing', MAIL)]);
      await shop.service.finalize(SCOPE, { targetEnv: 'dev' });
      const again = await addon('shop_thing', FAX);
      await train([await addon('shop_thing', { note: text('Note') })]);
      const request = { targetEnv: 'dev', packageId: ADDON, toVersionId: again, force: true };
      const said = await shop.service.rollbackPreview(SCOPE, request);
      expect([said.lost, said.restorable]).toEqual([[], []]);
      await shop.service.rollback(SCOPE, request);
      expect(await faxes('shop_thing')).toEqual([{ id: 'a', fax: null }]);
      expect(await shop.drift()).toEqual([]);
    });

    it('I-31: a field that the object has itself all the while stays, whoever else drops it', async () => {
      await item(FAX);
      const both = await seal();
      await promote(both);
      await addon('shop_item', MAIL);
      const next = await renamed();
      await train([next, await addon('shop_thing', FAX)]);
      expect(await faxes('shop_thing')).toEqual([{ id: 'a', fax: 'of the first' }]);
      expect(await shop.drift()).toEqual([]);
    });
  });
}
