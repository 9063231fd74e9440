/**
 * Proves that a rollback over several versions gives back the rows of a table that was changed and then dropped on the way:
 * it is brought back as it was put aside, and goes the way back from there, on every engine, finalized or not.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf } from './item.ts';
import { object, text } from './shop.ts';

const ITEM = { type: 'object', name: 'shop_item' } as const;
const FAX = { fax: text('Fax') };

describe('rollback over a drop · sqlite', () => suite(null));
describe('rollback over a drop that is not put aside yet · sqlite', () => suite(null, { finalizes: false }));
describeServers('rollback over a drop', suite);

function suite(server: DatabaseServer | null, { finalizes = true } = {}): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const { draft, item, remove, rows, held, ...on } = itemOf(() => shop);
  const publish = () => on.publish({ finalizes });
  async function publishWithout(name: string): Promise<string> {
    await remove(name);
    return publish();
  }
  /** @returns what the preview said of tables and columns, once it happened */
  async function rollback(toVersionId: string) {
    const said = await on.rollback(toVersionId);
    const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name).sort();
    return { lost: names(said.lost), kept: names(said.kept), restorable: names(said.restorable) };
  }

  it('a column that came before the drop is put aside again', async () => {
    await item();
    const first = await publish();
    await item(FAX, { indexes: [{ name: 'idx_shop_fax', fields: ['fax'] }] });
    await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await publishWithout(ITEM.name);
    const said = await rollback(first);
    expect(await rows('name')).toEqual([{ id: 'a', name: 'N' }]);
    expect(await held()).toEqual(['shop_item.fax']);
    expect(said).toMatchObject({ lost: [], restorable: ['shop_item'] });
  });

  it('I-31: a column that went before the drop comes back with its values', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await item();
    await publish();
    await publishWithout(ITEM.name);
    const said = await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    expect(await held()).toEqual([]);
    expect(said.restorable).toEqual(['shop_item', 'shop_item.fax']);
  });

  it('a column that was renamed before the drop has its name again', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await shop.service.renameField(SCOPE, await draft(), ITEM.name, 'fax', 'telefax');
    await publish();
    await publishWithout(ITEM.name);
    const said = await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    expect(await held()).toEqual([]);
    expect(said).toEqual({ lost: [], kept: [], restorable: ['shop_item'] });
  });

  it('a table that was renamed before the drop has its name again', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await shop.service.rename(SCOPE, await draft(), ITEM, 'shop_article');
    await publish();
    await publishWithout('shop_article');
    const said = await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    expect(await held()).toEqual([]);
    expect(said).toEqual({ lost: [], kept: [], restorable: ['shop_item'] });
  });

  it('I-31: a table that left its name to another one before the drop has it again, with its rows', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await shop.service.rename(SCOPE, await draft(), ITEM, 'shop_article');
    await item(FAX);
    await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('b', 'N', '+49 2')`);
    await publishWithout('shop_article');
    const said = await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    expect(await held()).toEqual(['shop_item']);
    expect(said).toEqual({ lost: [], kept: ['shop_item'], restorable: ['shop_item'] });
  });

  it('I-31: so has a column', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await shop.service.renameField(SCOPE, await draft(), ITEM.name, 'fax', 'telefax');
    await item({ telefax: text('Telefax'), ...FAX });
    await publish();
    await shop.alter(`UPDATE "shop_item" SET "fax" = '+49 2'`);
    await item(FAX);
    await publish();
    const said = await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    expect(await held()).toEqual(['shop_item.fax']);
    expect(said).toEqual({ lost: [], kept: ['shop_item.fax'], restorable: ['shop_item.fax'] });
  });

  describe('what went before a version that never had it, which was gone back to', () => {
    let none: string;
    let first: string;
    beforeEach(async () => {
      await shop.stage(object('shop_other', { name: text('Name') }));
      none = await publish();
      await item(FAX);
      first = await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
      await shop.service.renameField(SCOPE, await draft(), ITEM.name, 'fax', 'telefax');
      await shop.service.rename(SCOPE, await draft(), ITEM, 'shop_article');
      await publish();
      await publishWithout('shop_article');
      await rollback(none);
    });

    it('I-31: comes back under the name that it had', async () => {
      expect(await rollback(first)).toEqual({ lost: [], kept: [], restorable: ['shop_item'] });
      expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    });

    it('I-31: is not given to a later version as another table of that name', async () => {
      await shop.stage(object('shop_article', { name: text('Name'), telefax: text('Telefax') }));
      const again = await publish();
      await shop.alter(`INSERT INTO "shop_article" ("id", "name", "telefax") VALUES ('b', 'M', '2')`);
      await rollback(none);
      await rollback(again);
      expect(await shop.database.query('SELECT id, telefax FROM shop_article')).toEqual([
        { id: 'b', telefax: '2' },
      ]);
      await rollback(first);
      expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    });
  });

  it('a column that became required and longer before the drop is neither again', async () => {
    await item({ fax: text('Fax', { maxLength: 40 }) });
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await item({ fax: text('Fax', { maxLength: 80, required: true }) });
    await publish();
    await publishWithout(ITEM.name);
    await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name") VALUES ('b', 'N')`);
  });

  it('a column that became a number before the drop is text again', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '491')`);
    await item({ fax: { type: 'number', label: 'Fax' } });
    await publish();
    await publishWithout(ITEM.name);
    await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '491' }]);
  });

  it('a column that was renamed, retyped or converted before it went alone comes back as it was', async () => {
    const fields = { fax: text('Fax'), size: text('Size'), price: { type: 'number', label: 'Price' } };
    await item(fields);
    const first = await publish();
    await shop.alter(
      `INSERT INTO "shop_item" ("id", "name", "fax", "size", "price") VALUES ('a', 'N', '+49 1', '7', 12)`,
    );
    await shop.service.renameField(SCOPE, await draft(), ITEM.name, 'fax', 'telefax');
    const { fax, price } = fields;
    await item({ telefax: fax, size: { type: 'number', label: 'Size' }, price });
    const hundredfold = (operator: '*' | '/') => ({
      op: 'arithmetic',
      operator,
      left: { op: 'column', name: 'price' },
      right: 100,
    });
    await shop.service.stageConversion(SCOPE, await draft(), {
      object: ITEM.name,
      field: 'price',
      up: hundredfold('*'),
      down: hundredfold('/'),
    });
    await publish();
    await shop.alter(
      `INSERT INTO "shop_item" ("id", "name", "telefax", "size", "price") VALUES ('b', 'N', '+49 2', 8, 300)`,
    );
    await item();
    await publish();
    const said = await rollback(first);
    expect(said.restorable).toEqual(['shop_item.fax', 'shop_item.price', 'shop_item.size']);
    expect(await rows('fax, size, price')).toEqual([
      { id: 'a', fax: '+49 1', size: '7', price: 12 },
      { id: 'b', fax: '+49 2', size: '8', price: 3 },
    ]);
    // Forms of columns that others took the place of stay aside, as they do without a drop.
    expect((await held()).filter((name) => /fax/.test(name))).toEqual([]);
  });

  it('what the table holds aside comes back where the table was renamed since', async () => {
    await item(FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await item();
    await publish();
    await shop.service.rename(SCOPE, await draft(), ITEM, 'shop_article');
    await publish();
    await rollback(first);
    expect(await rows('name, fax')).toEqual([{ id: 'a', name: 'N', fax: '+49 1' }]);
    expect(await held()).toEqual([]);
  });

  it('the way back can be gone forward again, with what was written in between', async () => {
    await item();
    const first = await publish();
    await item(FAX);
    const second = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'N', '+49 1')`);
    await publishWithout(ITEM.name);
    await rollback(first);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name") VALUES ('b', 'M')`);
    await rollback(second);
    expect(await rows('name, fax')).toEqual([
      { id: 'a', name: 'N', fax: '+49 1' },
      { id: 'b', name: 'M', fax: null },
    ]);
  });
}
