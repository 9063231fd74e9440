/**
 * Proves what becomes of renames of a draft when its bodies are those of its base again: what was taken back says nothing any
 * more, what still moves values is told, and the rows have what was told.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

const FIELDS = {
  name: text('Name'),
  a: text('Text', { maxLength: 40 }),
  b: text('Text', { maxLength: 40 }),
  c: text('Other', { maxLength: 40 }),
};
const { a: _a, ...WITHOUT_A } = FIELDS;

describe('renames of a draft that reads like its base · sqlite', () => suite(null));
describeServers('renames of a draft that reads like its base', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
    await shop.stage(object('shop_item', FIELDS));
    await shop.publish();
    await shop.alter(
      `INSERT INTO "shop_item" ("id", "name", "a", "b", "c") VALUES ('1', 'Ada', 'x', 'y', 'z')`,
    );
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const status = async () => shop.service.status(SCOPE, await draft());
  async function rename(...renames: readonly (readonly [string, string])[]): Promise<void> {
    for (const [from, to] of renames)
      await shop.service.renameField(SCOPE, await draft(), 'shop_item', from, to);
  }
  const steps = async () =>
    (await shop.service.diff(SCOPE, await draft(), { targetEnv: 'dev' })).plan.steps.map(
      ({ step }) => step.id,
    );
  const publish = async () => shop.service.publish(SCOPE, await draft(), { targetEnv: 'dev', force: true });
  const row = async () => (await shop.database.query('SELECT a, b, c FROM shop_item'))[0];
  /** Something else, by which the draft has something to publish. */
  const other = () => shop.stage(object('shop_order', { name: text('Called') }));

  async function expectNothing(): Promise<void> {
    expect(await status()).toMatchObject({ changes: [], renames: [] });
    await expect(publish()).rejects.toMatchObject({ code: 'NOTHING_TO_PUBLISH' });
    await other();
    expect((await steps()).filter((id) => id.includes('shop_item'))).toEqual([]);
    await publish();
    expect(await row()).toMatchObject({ a: 'x', b: 'y', c: 'z' });
  }

  it.each([
    [
      'taken back, others between',
      [
        ['a', 'x'],
        ['c', 'd'],
        ['x', 'a'],
        ['d', 'c'],
      ],
    ],
    [
      'exchanged twice, each time in another way',
      [
        ['a', 't'],
        ['b', 'a'],
        ['t', 'b'],
        ['a', 'u'],
        ['b', 'a'],
        ['u', 'b'],
      ],
    ],
  ] as const)('that were %s say nothing', async (_, renames) => {
    await rename(...renames);
    await expectNothing();
  });

  it('go with the field that they are about, so that what is put back is what was there', async () => {
    await rename(['a', 'x']);
    await shop.stage(object('shop_item', WITHOUT_A));
    await shop.stage(object('shop_item', FIELDS));
    await expectNothing();
  });

  it('go with the object that they are about', async () => {
    const at = await draft();
    await rename(['a', 'x']);
    await shop.service.rename(SCOPE, at, { type: 'object', name: 'shop_item' }, 'shop_thing');
    await shop.service.stage(SCOPE, { op: 'delete', type: 'object', name: 'shop_thing', draft: at });
    await shop.stage(object('shop_item', FIELDS));
    await expectNothing();
  });

  it('of two fields that read alike exchange their values, and are told', async () => {
    await rename(['a', 't'], ['b', 'a'], ['t', 'b']);
    expect(await status()).toMatchObject({
      changes: [],
      renames: [
        { object: 'shop_item', from: 'a', to: 'b' },
        { object: 'shop_item', from: 'b', to: 'a' },
      ],
    });
    expect((await steps()).filter((id) => id.includes('shop_item'))).not.toEqual([]);
    expect((await publish()).semver).toBe('2.0.0');
    expect(await row()).toMatchObject({ a: 'y', b: 'x', c: 'z' });
    expect(await shop.drift()).toEqual([]);
    await shop.service.rollback(SCOPE, { targetEnv: 'dev', force: true });
    expect(await row()).toMatchObject({ a: 'x', b: 'y', c: 'z' });
  });

  it('of a field whose name another one took before it went are told, and the other one is empty', async () => {
    await rename(['a', 'x']);
    await shop.stage(object('shop_item', { ...FIELDS, x: FIELDS.a }));
    await shop.stage(object('shop_item', FIELDS));
    expect(await status()).toMatchObject({
      changes: [],
      renames: [{ object: 'shop_item', from: 'a', to: 'x', gone: true }],
    });
    await publish();
    expect(await row()).toMatchObject({ a: null, b: 'y', c: 'z' });
  });
}
