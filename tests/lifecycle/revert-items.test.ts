/**
 * Proves going back with single items: they are staged as the earlier version has them, under their names and with the
 * values of then, everything else stays, and whoever changed them since is named. Nothing runs before the publish.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

type Fields = Record<string, Record<string, unknown>>;
const targetEnv = 'dev';
const FAX: Fields = { fax: text('Fax') };

describe('going back with single items · sqlite', () => suite(null));
describeServers('going back with single items', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const as = (id: string) => ({ ...SCOPE, principal: { kind: 'user' as const, id } });
  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const publish = async (options: object = {}) =>
    shop.service.publish(SCOPE, await draft(), { targetEnv, force: true, ...options });
  const item = async (name: string, fields: Fields, by = 'maker') => {
    const body = object(name, { name: text('Name'), ...fields });
    await shop.service.stage(as(by), { op: 'put', type: 'object', name, item: body, draft: await draft() });
  };
  const revert = (toVersionId: string, ...items: string[]) =>
    shop.service.revertItems(SCOPE, { targetEnv, toVersionId, items });
  const staged = async () =>
    (await shop.service.status(SCOPE, await draft())).changes.map(({ ref, op }) => `${op} ${ref}`);
  const values = async (table: string, column: string) =>
    (await shop.database.query(`SELECT * FROM ${shop.database.quoted(table)} ORDER BY id`)).map(
      (row) => row[column],
    );

  it('names who touched the item, and not who touched another one that got its name after it ended', async () => {
    await item('shop_item', FAX);
    const first = await publish();
    const gone = { op: 'delete', type: 'object', name: 'shop_item' } as const;
    await shop.service.stage(as('ann'), { ...gone, draft: await draft() });
    const second = await publish();
    await item('shop_item', { phone: text('Phone') }, 'bob');
    const third = await publish();
    const replaced = await shop.service.rollbackPreview(SCOPE, {
      targetEnv,
      toVersionId: first.packageVersionId,
    });
    expect(replaced.items).toMatchObject([
      {
        ref: 'object/shop_item',
        touchedBy: [
          { version: second.semver, by: 'ann' },
          { version: third.semver, by: 'bob' },
        ],
      },
    ]);
    const ref = { type: 'object', name: 'shop_item' } as const;
    await shop.service.rename(as('cleo'), await draft(), ref, 'shop_thing');
    const fourth = await publish();

    const { staged: back } = await revert(first.packageVersionId, 'object/shop_item', 'object/shop_thing');
    const touchedBy = Object.fromEntries(back.map((one) => [one.ref, one.touchedBy]));
    expect(touchedBy).toEqual({
      'object/shop_item': [{ version: second.semver, by: 'ann' }],
      'object/shop_thing': [
        { version: third.semver, by: 'bob' },
        { version: fourth.semver, by: 'cleo' },
      ],
    });
  });

  it('takes one item back with its held values, and leaves what else came since', async () => {
    await item('shop_item', FAX);
    await item('shop_memo', FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'A', '1')`);
    await shop.alter(`INSERT INTO "shop_memo" ("id", "name", "fax") VALUES ('a', 'A', '1')`);
    await item('shop_item', {}, 'ann');
    await item('shop_memo', { score: { type: 'number', label: 'Score' } }, 'bob');
    const second = await publish();
    await item('shop_item', { phone: text('Phone') }, 'cleo');
    const third = await publish();

    const result = await revert(first.packageVersionId, 'object/shop_item');
    expect(result.staged).toEqual([
      {
        ref: 'object/shop_item',
        op: 'put',
        touchedBy: [
          { version: second.semver, by: 'ann' },
          { version: third.semver, by: 'cleo' },
        ],
        valuesOpen: [],
      },
    ]);
    expect(await staged()).toEqual(['put object/shop_item']);
    // phone goes and fax comes: known to be no rename, so that nobody is asked.
    expect((await shop.service.status(SCOPE, await draft())).questions).toEqual([]);
    // Nothing ran yet.
    expect((await shop.service.environment(SCOPE, targetEnv)).installations[0]?.version).toBe(third.semver);
    const restores = first.packageVersionId;
    const seen = await shop.service.diff(SCOPE, await draft(), { targetEnv, restores });
    const published = await publish({ restores, expectPlanHash: seen.plan.planHash });
    expect(await values('shop_item', 'fax')).toEqual(['1']);
    expect(await values('shop_memo', 'score')).toEqual([null]);
    expect(published.semver).not.toBe(first.semver);
    expect(await shop.drift()).toEqual([]);
  });

  it.each([true, false])('converts what comes back as another type, finalized: %s', async (finalized) => {
    await item('shop_item', FAX);
    await item('shop_memo', FAX);
    const first = await publish();
    for (const [id, fax] of Object.entries({ a: '1', b: '2' }))
      for (const table of ['shop_item', 'shop_memo'])
        await shop.alter(`INSERT INTO "${table}" ("id", "name", "fax") VALUES ('${id}', 'A', '${fax}')`);
    await item('shop_item', {});
    await shop.service.stage(SCOPE, {
      op: 'delete',
      type: 'object',
      name: 'shop_memo',
      draft: await draft(),
    });
    await publish();
    if (finalized) await shop.service.finalize(SCOPE, { targetEnv });
    await item('shop_item', { fax: { type: 'number', label: 'Fax' } });
    await item('shop_memo', { fax: text('Fax', { maxLength: 40, unique: 'global' }) });
    const restores = first.packageVersionId;
    const seen = await shop.service.diff(SCOPE, await draft(), { targetEnv, restores, preflight: true });
    expect(seen.preflight?.filter(({ severity }) => severity === 'blocks')).toEqual([]);
    await publish({ restores });
    expect((await values('shop_item', 'fax')).map(Number)).toEqual([1, 2]);
    expect(await values('shop_memo', 'fax')).toEqual(['1', '2']);
    expect(await shop.drift()).toEqual([]);
  });

  it('without the word for it, a name that comes back stands for new values', async () => {
    await item('shop_item', FAX);
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'A', '1')`);
    await item('shop_item', {});
    await publish();
    await revert(first.packageVersionId, 'object/shop_item');
    await publish();
    expect(await values('shop_item', 'fax')).toEqual([null]);
  });

  it('gives item and fields their names of then, and those who refer to them follow', async () => {
    await item('shop_item', FAX);
    await item('shop_memo', { about: { type: 'lookup', label: 'About', reference: 'shop_item' } });
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'A', '1')`);
    await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'fax', 'telefax');
    await shop.service.rename(SCOPE, await draft(), { type: 'object', name: 'shop_item' }, 'shop_thing');
    await publish();
    const result = await revert(first.packageVersionId, 'object/shop_thing');
    expect(result.staged).toMatchObject([{ ref: 'object/shop_item', op: 'rename', from: 'shop_thing' }]);
    const memo = await shop.service.readItem(SCOPE, {
      draft: await draft(),
      ref: { type: 'object', name: 'shop_memo' },
    });
    expect(JSON.stringify(memo.body)).toContain('"reference":"shop_item"');
    await publish();
    expect(await values('shop_item', 'fax')).toEqual(['1']);
    expect(await shop.drift()).toEqual([]);
  });

  it('takes the stated way back of values with it', async () => {
    await item('shop_item', { stage: text('Stage') });
    const first = await publish();
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "stage") VALUES ('a', 'A', 'new')`);
    await item('shop_item', { stage: text('Stage now') });
    const map = (from: string, to: string) => ({
      op: 'map',
      value: { op: 'column', name: 'stage' },
      cases: [{ from, to }],
    });
    await shop.service.stageConversion(SCOPE, await draft(), {
      object: 'shop_item',
      field: 'stage',
      up: map('new', 'open'),
      down: map('open', 'new'),
    });
    await publish();
    expect(await values('shop_item', 'stage')).toEqual(['open']);
    await shop.alter(`INSERT INTO "shop_item" ("id", "name", "stage") VALUES ('b', 'B', 'open')`);
    expect((await revert(first.packageVersionId, 'object/shop_item')).staged[0]?.valuesOpen).toEqual([]);
    await publish();
    expect(await values('shop_item', 'stage')).toEqual(['new', 'new']);
  });

  describe('what was dropped and begun anew between is another thing', () => {
    const remove = async (name: string) =>
      shop.service.stage(SCOPE, { op: 'delete', type: 'object', name, draft: await draft() });

    it('a field: the values of its namesake are not its own, by whatever name that one goes', async () => {
      await item('shop_item', { code: text('Code') });
      const first = (await publish()).packageVersionId;
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "code") VALUES ('a', 'A', 'first')`);
      await item('shop_item', {});
      await publish();
      await item('shop_item', { code: text('Code') });
      await publish();
      await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'code', 'number');
      await publish();
      await shop.alter(`UPDATE "shop_item" SET "number" = 'second'`);
      expect((await revert(first, 'object/shop_item')).staged).toMatchObject([{ op: 'put', valuesOpen: [] }]);
      expect((await shop.service.status(SCOPE, await draft())).questions).toEqual([]);
      await publish({ restores: first });
      expect(await values('shop_item', 'code')).toEqual(['first']);
      expect(await shop.drift()).toEqual([]);
    });

    it('a field whose name another one gets back', async () => {
      await item('shop_item', { code: text('Code') });
      const first = (await publish()).packageVersionId;
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "code") VALUES ('a', 'A', 'first')`);
      await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'code', 'number');
      await publish();
      await item('shop_item', { number: text('Number'), code: text('Code') });
      await publish();
      await shop.alter(`UPDATE "shop_item" SET "code" = 'second'`);
      expect((await revert(first, 'object/shop_item')).staged).toMatchObject([{ op: 'put', valuesOpen: [] }]);
      await publish();
      expect(await values('shop_item', 'code')).toEqual(['first']);
      expect(await shop.drift()).toEqual([]);
    });

    it('a field that keeps its name: its values are said to be open, and nothing is made of them', async () => {
      await item('shop_item', { stage: text('Stage') });
      const first = (await publish()).packageVersionId;
      await item('shop_item', { stage: text('Stage now') });
      const map = (from: string, to: string) => ({
        op: 'map',
        value: { op: 'column', name: 'stage' },
        cases: [{ from, to }],
      });
      const conversion = { up: map('new', 'open'), down: map('open', 'new') };
      await shop.service.stageConversion(SCOPE, await draft(), {
        object: 'shop_item',
        field: 'stage',
        ...conversion,
      });
      await publish();
      await item('shop_item', {});
      await publish();
      await item('shop_item', { stage: text('Stage anew') });
      await publish();
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "stage") VALUES ('a', 'A', 'open')`);
      expect((await revert(first, 'object/shop_item')).staged[0]?.valuesOpen).toEqual(['stage']);
      await publish();
      expect(await values('shop_item', 'stage')).toEqual(['open']);
    });

    it('an object: its namesake stays, under the name that it has now', async () => {
      await item('shop_item', FAX);
      const first = (await publish()).packageVersionId;
      await shop.alter(`INSERT INTO "shop_item" ("id", "name", "fax") VALUES ('a', 'A', 'first')`);
      await remove('shop_item');
      await publish();
      await item('shop_item', FAX);
      await publish();
      await shop.service.rename(SCOPE, await draft(), { type: 'object', name: 'shop_item' }, 'shop_thing');
      await publish();
      await shop.alter(`INSERT INTO "shop_thing" ("id", "name", "fax") VALUES ('b', 'B', 'second')`);
      expect((await revert(first, 'object/shop_item')).staged).toMatchObject([
        { ref: 'object/shop_item', op: 'put' },
      ]);
      expect(await staged()).toEqual(['put object/shop_item']);
      await publish({ restores: first });
      expect(await values('shop_item', 'fax')).toEqual(['first']);
      expect(await values('shop_thing', 'fax')).toEqual(['second']);
      expect(await shop.drift()).toEqual([]);
    });
  });

  it('takes an item that came since away again, and brings one back that is gone', async () => {
    await item('shop_item', {});
    const first = await publish();
    await item('shop_memo', {});
    await publish();
    await shop.service.stage(SCOPE, {
      op: 'delete',
      type: 'object',
      name: 'shop_item',
      draft: await draft(),
    });
    await publish();
    const result = await revert(first.packageVersionId, 'object/shop_memo', 'object/shop_item');
    expect(result.staged.map(({ ref, op }) => `${op} ${ref}`)).toEqual([
      'delete object/shop_memo',
      'put object/shop_item',
    ]);
    expect(await staged()).toEqual(['put object/shop_item', 'delete object/shop_memo']);
    expect((await shop.service.status(SCOPE, await draft())).questions).toEqual([]);
    await publish();
    expect(await shop.drift()).toEqual([]);
  });

  it('writes over nobody: all items or none, each refusal with what to do', async () => {
    await item('shop_item', {});
    await item('shop_memo', {});
    const first = await publish();
    await item('shop_item', FAX);
    await item('shop_memo', FAX);
    await publish();
    await item('shop_memo', { mail: text('Mail') }, 'bob');
    await expect(
      revert(first.packageVersionId, 'object/shop_item', 'object/shop_memo'),
    ).rejects.toMatchObject({
      code: 'ITEM_CONFLICT',
      message: expect.stringContaining(`'object/shop_memo' (bob)`),
      suggestion: expect.stringContaining('mda discard object shop_memo'),
    });
    expect(await staged()).toEqual(['put object/shop_memo']);
    await expect(revert(first.packageVersionId, 'object/shop_itme', 'object/nothing')).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
      details: { items: ['object/shop_itme', 'object/nothing'] },
      suggestion: expect.stringContaining('object/shop_item'),
    });
    expect((await revert(first.packageVersionId, 'object/shop_order')).unchanged).toEqual([
      'object/shop_order',
    ]);
  });
}
