/**
 * Proves that a version of another installation, which gave a field or an object the same name by itself, takes the place of
 * ours with every value: neither of them knows the facts of the other.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

type Fields = Record<string, Record<string, unknown>>;
const targetEnv = 'dev';
const FIRST: Fields = { name: text('Name'), fax: text('Fax'), tel: text('Tel') };

describe('a version of another installation · sqlite', () => suite(null));
describeServers('a version of another installation', suite);

type Edit = (shop: Altered) => Promise<void>;
const draftOf = (shop: Altered) => shop.service.openDraft(SCOPE, SHOP);
const rename =
  (...renames: readonly (readonly [string, string])[]): Edit =>
  async (shop) => {
    for (const [from, to] of renames)
      await shop.service.renameField(SCOPE, await draftOf(shop), 'shop_item', from, to);
  };
const renameObject: Edit = async (shop) => {
  await shop.service.rename(SCOPE, await draftOf(shop), { type: 'object', name: 'shop_item' }, 'shop_thing');
};
const stage =
  (fields: Fields, name = 'shop_item'): Edit =>
  (shop) =>
    shop.stage(object(name, fields));
const publish = async (shop: Altered) =>
  shop.service.publish(SCOPE, await draftOf(shop), { targetEnv, force: true });

interface Story {
  readonly name: string;
  /** The first version, where theirs is not ours. */
  readonly theirFirst?: Fields;
  readonly theirs: readonly Edit[];
  readonly ours: readonly Edit[];
  readonly table?: string;
  readonly row: Readonly<Record<string, string>>;
}

const STORIES: readonly Story[] = [
  {
    name: 'the same rename of the same field',
    theirs: [rename(['fax', 'phone'])],
    ours: [rename(['fax', 'phone'])],
    row: { phone: '1', tel: '2' },
  },
  {
    name: 'the same rename of a field that reads otherwise there',
    theirFirst: { ...FIRST, fax: text('Facsimile') },
    theirs: [rename(['fax', 'phone'])],
    ours: [rename(['fax', 'phone'])],
    row: { phone: '1', tel: '2' },
  },
  {
    name: 'the same name over another one',
    theirs: [rename(['fax', 'phone'])],
    ours: [rename(['fax', 'line']), rename(['line', 'phone'])],
    row: { phone: '1', tel: '2' },
  },
  {
    name: 'the same renames in another order',
    theirs: [rename(['fax', 'phone']), rename(['tel', 'mobile'])],
    ours: [rename(['tel', 'mobile']), rename(['fax', 'phone'])],
    row: { phone: '1', mobile: '2' },
  },
  {
    name: 'the same exchange of names in another order',
    theirs: [rename(['fax', 'x'], ['tel', 'fax'], ['x', 'tel'])],
    ours: [rename(['tel', 'y'], ['fax', 'tel'], ['y', 'fax'])],
    row: { tel: '1', fax: '2' },
  },
  {
    name: 'a field that had that name there from the start',
    theirFirst: { name: text('Name'), phone: text('Fax'), tel: text('Tel') },
    theirs: [],
    ours: [rename(['fax', 'phone'])],
    row: { phone: '1', tel: '2' },
  },
  {
    name: 'the same rename of the object, and of a field before it there and after it here',
    theirs: [rename(['fax', 'phone']), renameObject],
    ours: [
      renameObject,
      async (shop) => {
        await shop.service.renameField(SCOPE, await draftOf(shop), 'shop_thing', 'fax', 'phone');
      },
    ],
    table: 'shop_thing',
    row: { phone: '1', tel: '2' },
  },
];

function suite(server: DatabaseServer | null): void {
  let ours: Altered;
  let theirs: Altered;
  beforeEach(async () => {
    [ours, theirs] = [await alteredShop(server), await alteredShop(null)];
  });
  afterEach(async () => {
    await ours.dispose();
    await theirs.dispose();
  });

  it.each(STORIES)('keeps every value over $name', async (story) => {
    await stage(FIRST)(ours);
    await publish(ours);
    await ours.alter(`INSERT INTO "shop_item" ("id", "name", "fax", "tel") VALUES ('a', 'A', '1', '2')`);
    await stage(story.theirFirst ?? FIRST)(theirs);
    await publish(theirs);
    let toVersionId = '';
    for (const edit of story.ours) {
      await edit(ours);
      toVersionId = (await publish(ours)).packageVersionId;
    }
    for (const edit of story.theirs) {
      await edit(theirs);
      await publish(theirs);
    }
    await theirs.stage(object('shop_order', { name: text('Order') }));
    const draft = await draftOf(theirs);
    const { semver } = await theirs.service.publish(SCOPE, draft, {
      targetEnv,
      force: true,
      version: '9.0.0',
    });
    const { text: file } = await theirs.service.exportBundle(SCOPE, SHOP, semver, null);
    const taken = await ours.service.importBundle(SCOPE, file, { trusted: [], unsigned: true });
    await ours.service.promote(SCOPE, taken.versionId, { targetEnv, force: true });
    const table = ours.database.quoted(story.table ?? 'shop_item');
    expect(await ours.database.query(`SELECT * FROM ${table}`)).toMatchObject([story.row]);
    expect(await ours.drift()).toEqual([]);
    await ours.service.rollback(SCOPE, { targetEnv, toVersionId, force: true });
    expect(await ours.database.query(`SELECT * FROM ${table}`)).toMatchObject([story.row]);
  });
}
