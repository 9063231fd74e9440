/**
 * Proves that what is held keeps out of the way of what comes after it under the same name, on every engine: nothing
 * comes back unasked, no name is taken twice, and a rollback gives back what its version really held, also when something
 * was held under that name more than once.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf, targetEnv } from './item.ts';
import { object, text } from './shop.ts';

const FAX = { fax: text('Fax') };
const INDEXES = [{ name: 'idx_shop_fax', fields: ['fax'] }];

describe('names of what is held · sqlite', () => suite(null));
describeServers('names of what is held', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const { draft, item, remove, rows, held, publish, purge, rollback } = itemOf(() => shop);
  const faxes = async () => (await rows('fax')).map(({ id, fax }) => [id, fax]);
  const insert = (id: string, fax: string) =>
    shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('${id}', 'N', '${fax}')`);

  /** The field is there, goes, comes anew and goes again. */
  async function twoColumns(): Promise<readonly [string, string, string, string]> {
    await item(FAX, { indexes: INDEXES });
    const first = await publish();
    await insert('a', 'first');
    await item();
    const without = await publish();
    await item(FAX, { indexes: INDEXES });
    const anew = await publish();
    expect(await faxes()).toEqual([['a', null]]);
    await shop.alter(`UPDATE "shop_item" SET "fax" = 'second'`);
    await insert('b', 'new');
    await item();
    const last = await publish();
    expect(await held()).toEqual(['shop_item.fax', 'shop_item.fax']);
    return [first, without, anew, last];
  }

  it('I-31: a field held twice under one name comes back as it was, version by version', async () => {
    const [first, without, anew] = await twoColumns();
    await rollback(anew);
    expect(await faxes()).toEqual([
      ['a', 'second'],
      ['b', 'new'],
    ]);
    expect(await held()).toEqual(['shop_item.fax']);
    await rollback(without);
    expect(await held()).toEqual(['shop_item.fax', 'shop_item.fax']);
    await rollback(first);
    expect(await faxes()).toEqual([
      ['a', 'first'],
      ['b', null],
    ]);
    await purge();
    expect(await held()).toEqual([]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: and in one jump over all of them', async () => {
    const [first] = await twoColumns();
    await rollback(first);
    expect(await faxes()).toEqual([
      ['a', 'first'],
      ['b', null],
    ]);
    expect(await held()).toEqual(['shop_item.fax']);
  });

  it('I-31: an object held twice under one name comes back as it was, version by version', async () => {
    const note = () => item(FAX, { indexes: INDEXES });
    await note();
    const first = await publish();
    await insert('a', 'first');
    await remove('shop_item');
    const without = await publish();
    await note();
    const anew = await publish();
    expect(await faxes()).toEqual([]);
    await insert('b', 'second');
    await remove('shop_item');
    await publish();
    expect(await held()).toEqual(['shop_item', 'shop_item']);
    await rollback(anew);
    expect(await faxes()).toEqual([['b', 'second']]);
    await rollback(without);
    await rollback(first);
    expect(await faxes()).toEqual([['a', 'first']]);
    await insert('c', 'later');
    await purge();
    expect(await held()).toEqual([]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: a field held in an object that is dropped in its turn goes with that object, and is in no later one', async () => {
    await item(FAX);
    const first = await publish();
    await insert('a', 'first');
    await item();
    await publish();
    await remove('shop_item');
    await publish();
    expect(await held()).toEqual(['shop_item', 'shop_item.fax']);
    await item(FAX);
    await publish();
    await insert('b', 'second');
    await item();
    const without = await publish();
    expect(await held()).toEqual(['shop_item', 'shop_item.fax', 'shop_item.fax']);
    await rollback(first);
    expect(await faxes()).toEqual([['a', 'first']]);
    expect(await held()).toEqual(['shop_item', 'shop_item.fax']);
    await rollback(without);
    expect(await shop.database.query('SELECT id FROM shop_item')).toEqual([{ id: 'b' }]);
    expect(await held()).toEqual(['shop_item', 'shop_item.fax']);
    expect([...(await purge()).purged].sort()).toEqual(['shop_item', 'shop_item.fax']);
    expect(await held()).toEqual([]);
    expect((await purge()).purged).toEqual([]);
    expect(await shop.drift()).toEqual([]);
  });

  it('I-31: and comes back in it', async () => {
    await item(FAX);
    const first = await publish();
    await insert('a', 'first');
    await item();
    const without = await publish();
    await remove('shop_item');
    await publish();
    await rollback(without);
    expect(await held()).toEqual(['shop_item.fax']);
    await rollback(first);
    expect(await faxes()).toEqual([['a', 'first']]);
    expect(await held()).toEqual([]);
  });

  it('I-31: what a run that was given up had added does not come back in place of what was dropped', async () => {
    await item(FAX);
    const first = await publish();
    await insert('a', 'first');
    await item();
    await publish();
    await item(FAX);
    const { run } = await shop.service.publish(SCOPE, await draft(), { targetEnv, hold: true });
    await shop.alter(`UPDATE "shop_item" SET "fax" = 'never live'`);
    await shop.service.abandonRun(SCOPE, run);
    expect(await shop.drift()).toEqual([]);
    await rollback(first);
    expect(await faxes()).toEqual([['a', 'first']]);
  });

  it('an index of a held table is in nobody’s way, and is there again with its table', async () => {
    await item(FAX, { indexes: INDEXES });
    const first = await publish();
    await insert('a', 'first');
    await remove('shop_item');
    await publish();
    await shop.stage(object('shop_memo', { name: text('Name'), ...FAX }, { indexes: INDEXES }));
    await publish();
    await rollback(first);
    expect(await faxes()).toEqual([['a', 'first']]);
    expect(await held()).toEqual(['shop_memo']);
  });

  it('a table of somebody else under such a name is left alone, whatever is held and purged beside it', async () => {
    const mine = ['_hold_mine', `_hold_${'a'.repeat(24)}`];
    for (const name of mine)
      await shop.alter(`CREATE TABLE "${name}" ("id" int)`, `INSERT INTO "${name}" ("id") VALUES (7)`);
    await item(FAX);
    await publish();
    await remove('shop_item');
    await publish();
    await item(FAX);
    await publish();
    await shop.service.reconcile(SCOPE, { targetEnv, mode: 'repair', force: true });
    await purge();
    expect(await held()).toEqual([]);
    for (const name of mine)
      expect(await shop.database.query(`SELECT id FROM ${name}`), name).toEqual([{ id: 7 }]);
  });
}
