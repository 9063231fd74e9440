/**
 * Proves that going back to a version that had something which is gone for good brings no namesake of it: what was begun
 * anew under its name is put aside, comes back with its values on the way forward, and what it gives way to begins empty.
 */
import type { RollbackEntry } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { ADDON, importAddon, stageAddon } from './addon.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf, targetEnv } from './item.ts';
import { object, SHOP, text } from './shop.ts';

const FAX = { fax: text('Fax', { maxLength: 40 }) };
const INDEXED = { indexes: [{ name: 'idx_shop_fax', fields: ['fax'] }] };
const NUMBER = { type: 'number', label: 'Fax' };

describe('going back past a namesake · sqlite', () => suite(null));
describeServers('going back past a namesake', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const { draft, item, remove, rename, rows, held, publish, purge, elsewhere, ...on } = itemOf(() => shop);
  async function publishPurged(): Promise<string> {
    const version = await publish();
    await purge();
    return version;
  }
  /** @returns what the preview said, once it happened */
  async function rollback(toVersionId: string, packageId = SHOP) {
    const said = await on.rollback(toVersionId, packageId);
    const told = (entries: readonly RollbackEntry[]) =>
      entries.map(({ name, rows: count, why }) => `${name} ${count} ${why}`).sort();
    return { lost: told(said.lost), kept: told(said.kept), restorable: told(said.restorable) };
  }

  it('I-31: a field that was purged begins empty, and its namesake comes back on the way forward', async () => {
    await item(FAX, INDEXED);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
    await item();
    await publishPurged();
    // The very same body: only what lies between tells them apart.
    await item(FAX, INDEXED);
    const again = await publish();
    await shop.alter(`UPDATE "shop_item" SET "fax" = 'of the second'`);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name") VALUES ('b', 'N')`);

    expect(await rollback(first)).toEqual({
      lost: ['shop_item.fax 2 purged'],
      kept: ['shop_item.fax 1 not_in_version'],
      restorable: [],
    });
    expect(await rows('fax')).toEqual([
      { id: 'a', fax: null },
      { id: 'b', fax: null },
    ]);
    expect(await held()).toEqual(['shop_item.fax']);
    await shop.alter(`UPDATE "shop_item" SET "fax" = 'of the first again' WHERE "id" = 'b'`);

    expect(await rollback(again)).toEqual({
      lost: [],
      kept: ['shop_item.fax 1 not_in_version'],
      restorable: ['shop_item.fax 1 held'],
    });
    expect(await rows('fax')).toEqual([
      { id: 'a', fax: 'of the second' },
      { id: 'b', fax: null },
    ]);
    await rollback(first);
    expect(await rows('fax')).toEqual([
      { id: 'a', fax: null },
      { id: 'b', fax: 'of the first again' },
    ]);
  });

  it.each(['a field', 'an object'])(
    'I-31: %s that is on its way out since the rollback before does not come back as its namesake',
    async (what) => {
      const without = what === 'a field' ? () => item() : remove;
      await item(FAX, INDEXED);
      const first = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
      await without();
      const second = await publishPurged();
      await item(FAX, INDEXED);
      const again = await publish();
      await shop.alter(
        `INSERT INTO "shop_item" ("id", "name") VALUES ('b', 'N')`,
        `UPDATE "shop_item" SET "fax" = 'of the second'`,
      );

      await shop.service.rollback(SCOPE, { targetEnv, toVersionId: second, force: true });
      const said = await rollback(first);
      expect(said.restorable).toEqual([]);
      expect(said.lost).toEqual([what === 'a field' ? 'shop_item.fax 2 purged' : 'shop_item null purged']);
      expect((await rows('fax')).filter(({ fax }) => fax !== null)).toEqual([]);
      await rollback(again);
      expect((await rows('fax')).map(({ fax }) => fax)).toContain('of the second');
    },
  );

  it('I-31: so does an object', async () => {
    await item(FAX, INDEXED);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
    await remove();
    await publishPurged();
    await item(FAX, INDEXED);
    const again = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', 'of the second')`);

    expect(await rollback(first)).toEqual({
      lost: ['shop_item null purged'],
      kept: ['shop_item 1 not_in_version'],
      restorable: [],
    });
    expect(await rows('fax')).toEqual([]);
    expect(await held()).toEqual(['shop_item']);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('c', 'N', 'once more')`);

    expect(await rollback(again)).toEqual({
      lost: [],
      kept: ['shop_item 1 not_in_version'],
      restorable: ['shop_item 1 held'],
    });
    expect(await rows('fax')).toEqual([{ id: 'b', fax: 'of the second' }]);
    await rollback(first);
    expect(await rows('fax')).toEqual([{ id: 'c', fax: 'once more' }]);
  });

  it('I-31: what got its name by a rename since is no less a namesake', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
    await item();
    await publishPurged();
    await item({ tel: text('Tel', { maxLength: 40 }) });
    await publish();
    await shop.alter(`UPDATE "shop_item" SET "tel" = 'of the second'`);
    await rename('tel', 'fax');
    const again = await publish();
    expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the second' }]);

    const said = await rollback(first);
    expect(said).toMatchObject({
      lost: ['shop_item.fax 1 purged'],
      kept: ['shop_item.fax 1 not_in_version'],
    });
    expect(await rows('fax')).toEqual([{ id: 'a', fax: null }]);
    await rollback(again);
    expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the second' }]);
  });

  it('I-31: a namesake that is on its way to another form takes its former form aside with it', async () => {
    await item(FAX, INDEXED);
    const first = await publish();
    await item();
    await publishPurged();
    await item({ fax: NUMBER });
    await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 7)`);
    await item(FAX, INDEXED);
    const again = await publish({ finalizes: false });
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', '8')`);

    await rollback(first);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('c', 'N', 'no number')`);
    expect(await rows('fax')).toEqual([
      { id: 'a', fax: null },
      { id: 'b', fax: null },
      { id: 'c', fax: 'no number' },
    ]);
    await rollback(again);
    expect(await rows('fax')).toEqual([
      { id: 'a', fax: '7' },
      { id: 'b', fax: '8' },
      { id: 'c', fax: null },
    ]);
  });

  it('I-31: a version that never lived there takes no namesake, and nothing of it is lost', async () => {
    await item();
    await publish();
    const seal = await elsewhere('elsewhere');
    await item(FAX);
    const first = await seal();
    await item();
    await seal();
    await item(FAX);
    const again = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the second')`);

    expect(await rollback(first)).toEqual({
      lost: [],
      kept: ['shop_item.fax 1 not_in_version'],
      restorable: [],
    });
    expect(await rows('fax')).toEqual([{ id: 'a', fax: null }]);
    await rollback(again);
    expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the second' }]);
  });

  it.each(['a field', 'an object'])(
    'I-31: what a purge took of another version is lost, also where the version gone back to never lived there: %s',
    async (what) => {
      const without = what === 'a field' ? () => item() : remove;
      await item();
      await publish();
      const seal = await elsewhere('elsewhere');
      await item(FAX);
      const never = await seal();
      await item({ ...FAX, mail: text('Mail') });
      await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
      await without();
      await publishPurged();

      expect(await rollback(never)).toEqual({
        lost: [what === 'a field' ? 'shop_item.fax 1 purged' : 'shop_item null purged'],
        kept: [],
        restorable: [],
      });
    },
  );

  it('is refused where a version that never lived there requires what a purge took of another one', async () => {
    const required = { fax: text('Fax', { maxLength: 40, required: true }) };
    await item();
    await publish();
    const seal = await elsewhere('elsewhere');
    await item(required);
    const never = await seal();
    await item({ ...required, mail: text('Mail') });
    await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
    await item();
    await publishPurged();
    await expect(
      shop.service.rollback(SCOPE, { targetEnv, toVersionId: never, force: true }),
    ).rejects.toMatchObject({
      code: 'IRREVERSIBLE',
      details: { gone: [{ table: 'shop_item', column: 'fax', rows: 1 }] },
    });
  });

  it('I-31: what is live stays where the version gone back to had it last, whatever was held before that', async () => {
    await item();
    const none = await publish();
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'before')`);
    await rollback(none);
    // Nobody asked for what is held.
    await shop.service.promote(SCOPE, first, { targetEnv, force: true });
    await on.finalize();
    await shop.alter(`UPDATE "shop_item" SET "fax" = 'since'`);
    await item({ ...FAX, tel: text('Tel') });
    await publish();
    expect(await rollback(first)).toEqual({
      lost: [],
      kept: ['shop_item.tel 0 not_in_version'],
      restorable: [],
    });
    expect(await rows('fax')).toEqual([{ id: 'a', fax: 'since' }]);
  });

  it.each([true, false])(
    'I-31: a table whose name is a view by now comes back under it, finalized between: %s',
    async (finalizes) => {
      await item();
      const first = await publish({ finalizes });
      await shop.alter(`INSERT INTO "shop_item" ("id", "name") VALUES ('a', 'item')`);
      await shop.stage(object('shop_memo', { name: text('Name') }));
      const second = await publish({ finalizes });
      await shop.alter(`INSERT INTO "shop_memo" ("id", "name") VALUES ('b', 'memo')`);
      await remove('shop_memo');
      await shop.service.rename(SCOPE, await draft(), { type: 'object', name: 'shop_item' }, 'shop_memo');
      await publish({ finalizes });
      await item({ tel: text('Tel') });
      await publish({ finalizes });
      for (const toVersionId of [first, second]) {
        await shop.service.rollback(SCOPE, { targetEnv, toVersionId, force: true });
        expect(await shop.drift()).toEqual([]);
      }
      expect(await rows('name')).toEqual([{ id: 'a', name: 'item' }]);
      expect(await shop.database.query('SELECT id, name FROM shop_memo')).toEqual([
        { id: 'b', name: 'memo' },
      ]);
    },
  );

  it.each(['at once', 'after finalize'])(
    'I-31: a table that a draft renamed onto the name comes back %s from its way to another form',
    async (when) => {
      await item(FAX);
      const first = await publish({ finalizes: false });
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '1')`);
      await remove();
      await shop.stage(object('shop_next', { name: text('Name'), ...FAX }));
      const next = { type: 'object', name: 'shop_next' } as const;
      await shop.service.rename(SCOPE, await draft(), next, 'shop_item');
      const again = await publish({ finalizes: false });
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', '2')`);
      await item({ fax: NUMBER });
      await publish({ finalizes: false });
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('c', 'N', 3)`);
      await shop.service.rollback(SCOPE, { targetEnv, toVersionId: first, force: true });
      expect(await rows('fax')).toEqual([{ id: 'a', fax: '1' }]);
      if (when === 'after finalize') await on.finalize();
      await on.rollback(again);
      expect(await rows('fax')).toEqual([
        { id: 'b', fax: '2' },
        { id: 'c', fax: '3' },
      ]);
      await purge();
      expect(await shop.drift()).toEqual([]);
    },
  );

  describe('what one draft drops, and what else it gives the name to', () => {
    it('I-31: a field that it adds and renames is another one, at once and over a version, and gives way again', async () => {
      await item(FAX);
      const first = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
      await item();
      await item({ tel: text('Tel', { maxLength: 40 }) });
      await rename('tel', 'fax');
      const { plan } = await shop.service.diff(SCOPE, await draft(), { targetEnv });
      expect(plan.changes).toContainEqual(
        expect.objectContaining({
          kind: 'drop_column',
          table: 'shop_item',
          column: 'fax',
          destructive: true,
        }),
      );
      const second = await publish();
      expect(await rows('fax')).toEqual([{ id: 'a', fax: null }]);
      await shop.alter(`UPDATE "shop_item" SET "fax" = 'of the second'`);
      expect(await rollback(first)).toEqual({
        lost: [],
        kept: ['shop_item.fax 1 not_in_version'],
        restorable: ['shop_item.fax 1 held'],
      });
      expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the first' }]);
      await rollback(second);
      expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the second' }]);
      await item({ fax: text('Fax', { maxLength: 40 }), mail: text('Mail') });
      await publish();
      await rollback(first);
      expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the first' }]);
    });

    it('I-31: so is an object', async () => {
      await item(FAX);
      const first = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
      await remove();
      await shop.stage(object('shop_next', { name: text('Name'), ...FAX }));
      const next = { type: 'object', name: 'shop_next' } as const;
      await shop.service.rename(SCOPE, await draft(), next, 'shop_item');
      const second = await publish();
      expect(await rows('fax')).toEqual([]);
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', 'of the second')`);
      expect(await rollback(first)).toEqual({
        lost: [],
        kept: ['shop_item 1 not_in_version'],
        restorable: ['shop_item 1 held'],
      });
      expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the first' }]);
      await rollback(second);
      expect(await rows('fax')).toEqual([{ id: 'b', fax: 'of the second' }]);
    });

    it('a field that it drops, adds again and renames is what it was', async () => {
      await item(FAX);
      await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
      await item();
      await item(FAX);
      await rename('fax', 'tel');
      await publish();
      expect(await rows('tel')).toEqual([{ id: 'a', tel: 'of the first' }]);
    });

    it.each([1, 2])(
      'a field that it renames and then has under its first name again is what it was: renamed %i times',
      async (times) => {
        await item(FAX);
        await publish();
        await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
        await rename('fax', 'tel');
        if (times === 2) await rename('tel', 'mobile');
        await item({ fax: text('Fax now', { maxLength: 40 }) });
        await publish();
        expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the first' }]);
        expect(await held()).toEqual([]);
      },
    );
  });

  describe('beside a package that extends the object', () => {
    /** @param fields none: it extends nothing any more */
    async function addon(fields: object | null): Promise<string> {
      const open = await stageAddon(shop, fields);
      const published = await shop.service.publish(SCOPE, open, { targetEnv, force: true });
      await on.finalize();
      expect(await shop.drift()).toEqual([]);
      return published.packageVersionId;
    }
    async function extended(): Promise<string> {
      await importAddon(shop, FAX);
      const open = await shop.service.openDraft(SCOPE, ADDON);
      return (await shop.service.publish(SCOPE, open, { targetEnv })).packageVersionId;
    }

    it('I-31: what both ask for stays where one of them dropped it and took it again', async () => {
      await item(FAX);
      const first = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '1')`);
      await extended();
      await item();
      await publish();
      await item(FAX);
      await publish();
      expect(await rollback(first)).toEqual({ lost: [], kept: [], restorable: [] });
      expect(await rows('fax')).toEqual([{ id: 'a', fax: '1' }]);
      expect(await held()).toEqual([]);
    });

    it('I-31: what the other one took over since stays where it is, and what was dropped stays held', async () => {
      await item(FAX);
      const first = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'dropped')`);
      await item();
      await publish();
      await item(FAX);
      await publish();
      await extended();
      await shop.alter(`UPDATE "shop_item" SET "fax" = 'of both'`);
      expect(await rollback(first)).toEqual({ lost: [], kept: [], restorable: [] });
      expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of both' }]);
      expect(await held()).toEqual(['shop_item.fax']);
    });

    it.each(['all of it', 'a field of it'])(
      'I-31: what it dropped and added again is two things: %s',
      async (what) => {
        const rest = what === 'all of it' ? null : { mail: text('Mail') };
        await item();
        await publish();
        const first = await extended();
        await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the first')`);
        await addon(rest);
        const again = await addon(FAX);
        await shop.alter(`UPDATE "shop_item" SET "fax" = 'of the second'`);
        expect(await rollback(first, ADDON)).toEqual({
          lost: [],
          kept: ['shop_item.fax 1 not_in_version'],
          restorable: ['shop_item.fax 1 held'],
        });
        expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the first' }]);
        await rollback(again, ADDON);
        expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the second' }]);
        await purge();
        expect(await rollback(first, ADDON)).toMatchObject({
          lost: ['shop_item.fax 1 purged'],
          kept: ['shop_item.fax 1 not_in_version'],
        });
        expect(await rows('fax')).toEqual([{ id: 'a', fax: null }]);
      },
    );
  });

  it.each([
    ['the app', { required: true }],
    ['the table', { storage: { notNull: true } }],
  ])('is refused where %s requires what a namesake would have filled', async (_, rest) => {
    const required = { fax: text('Fax', { maxLength: 40, ...rest }) };
    await item(required);
    const first = await publish();
    await item();
    await publishPurged();
    await item(required);
    await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', 'of the second')`);

    const request = { targetEnv, toVersionId: first, force: true };
    const { blocking } = await shop.service.rollbackPreview(SCOPE, request);
    expect(blocking.map(({ check, column, count }) => [check, column, count])).toEqual([
      ['unfilled_rows', 'fax', 1],
    ]);
    await expect(shop.service.rollback(SCOPE, request)).rejects.toMatchObject({
      code: 'IRREVERSIBLE',
      details: { gone: [{ table: 'shop_item', column: 'fax', rows: 1 }] },
    });
    expect(await rows('fax')).toEqual([{ id: 'a', fax: 'of the second' }]);
    expect(await shop.drift()).toEqual([]);
  });
}
