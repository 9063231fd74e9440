import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { customerFields, object, SHOP, shopStack, text } from './shop.ts';

let bench: TestService;
beforeEach(async () => {
  bench = await testService();
  await bench.environment('dev');
});
afterEach(() => bench.dispose());

const customer = { type: 'object', name: 'shop_customer' } as const;

async function opened() {
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  return bench.service.openDraft(SCOPE, SHOP);
}

async function bodyOf(
  draft: Awaited<ReturnType<typeof opened>>,
  ref: { type: string; name: string } = customer,
) {
  return (await bench.service.readItem(SCOPE, { ref, draft })) as {
    checksum: string;
    body: Record<string, never>;
  };
}

describe('a draft', () => {
  it('I-06: is the one active draft of its package, however often it is opened', async () => {
    const draft = await opened();
    const again = await Promise.all([1, 2, 3].map(() => bench.service.openDraft(SCOPE, SHOP)));
    expect(new Set(again.map((handle) => handle.draftId))).toEqual(new Set([draft.draftId]));
  });

  it('of a package without its manifest is not valid, and no version of it is published', async () => {
    const draft = await bench.service.openDraft(SCOPE, SHOP);
    expect(await bench.service.validateSet(SCOPE, draft)).toEqual({ valid: true, problems: [] });
    await bench.service.stage(SCOPE, {
      op: 'put',
      ...customer,
      item: object('shop_customer', customerFields()),
      draft,
    });
    const missing = { code: 'ITEM_INVALID', ref: 'stack/manifest', severity: 'error' };
    const report = await bench.service.validateSet(SCOPE, draft);
    expect(report.problems).toContainEqual(expect.objectContaining(missing));
    expect(report.valid).toBe(false);
    await expect(bench.service.publish(SCOPE, draft, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'SET_INVALID',
      details: { problems: [expect.objectContaining(missing)] },
    });
  });

  it('stages identical content as a no-op', async () => {
    const draft = await opened();
    const { body } = await bodyOf(draft);
    const before = await bench.service.log(SCOPE);
    const result = await bench.service.stage(SCOPE, { op: 'put', ...customer, item: body, draft });
    expect(result).toMatchObject({ unchanged: true, draftVersion: 1 });
    expect(await bench.service.log(SCOPE)).toEqual(before);
  });

  it('I-03: refuses an edit made on a stale checksum and names both checksums', async () => {
    const draft = await opened();
    const { checksum } = await bodyOf(draft);
    const edit = (label: string) => object('shop_customer', customerFields(), { label });
    const first = await bench.service.stage(SCOPE, {
      op: 'put',
      ...customer,
      item: edit('A'),
      draft,
      parentVersion: checksum,
    });
    const stale = bench.service.stage(SCOPE, {
      op: 'put',
      ...customer,
      item: edit('B'),
      draft,
      parentVersion: checksum,
    });
    await expect(stale).rejects.toMatchObject({
      code: 'ITEM_CONFLICT',
      details: { expected: checksum, actual: first.checksum },
    });
    expect((await bodyOf(draft)).body).toMatchObject({ label: 'A' });
  });

  it('I-04: lets two makers edit different items', async () => {
    const draft = await opened();
    const order = { type: 'object', name: 'shop_order' };
    const seen = [await bodyOf(draft), await bodyOf(draft, order)] as const;
    await bench.service.stage(SCOPE, {
      op: 'put',
      ...customer,
      item: { ...seen[0].body, label: 'C' },
      draft,
      parentVersion: seen[0].checksum,
    });
    await bench.service.stage(SCOPE, {
      op: 'put',
      ...order,
      item: { ...seen[1].body, label: 'O' },
      draft,
      parentVersion: seen[1].checksum,
    });
    expect((await bodyOf(draft, order)).body).toMatchObject({ label: 'O' });
  });

  it('stages many changes in one undo step, or none', async () => {
    const draft = await opened();
    const bad = {
      op: 'put',
      type: 'object',
      name: 'shop_bad',
      item: { name: 'shop_bad', fields: { a: { type: 'nope' } } },
    } as const;
    const good = {
      op: 'put',
      type: 'object',
      name: 'shop_item',
      item: object('shop_item', { name: text('Name') }),
    } as const;
    await expect(bench.service.stageMany(SCOPE, draft, [good, bad])).rejects.toMatchObject({
      code: 'ITEM_INVALID',
    });
    await expect(bodyOf(draft, { type: 'object', name: 'shop_item' })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    await bench.service.stageMany(SCOPE, draft, [good, { op: 'delete', type: 'object', name: 'shop_order' }]);
    expect((await bench.service.undo(SCOPE, draft)).refs).toHaveLength(2);
    expect((await bodyOf(draft, { type: 'object', name: 'shop_order' })).body).toBeDefined();
  });

  it('undoes and redoes whole commits, renames with their facts included', async () => {
    const draft = await opened();
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    const next = await bench.service.openDraft(SCOPE, SHOP);
    const before = await bench.service.status(SCOPE, next);
    await bench.service.renameField(SCOPE, next, 'shop_customer', 'phone', 'mobile');
    const renamed = await bench.service.status(SCOPE, next);
    expect(renamed.changes.map((change) => change.ref)).toEqual([
      'object/shop_customer',
      expect.stringContaining('view/'),
    ]);
    await bench.service.undo(SCOPE, next);
    expect((await bench.service.status(SCOPE, next)).changes).toEqual(before.changes);
    expect((await bench.service.diff(SCOPE, next)).plan.steps).toEqual([]);
    await bench.service.redo(SCOPE, next);
    expect((await bench.service.status(SCOPE, next)).changes).toEqual(renamed.changes);
    const steps = (await bench.service.diff(SCOPE, next)).plan.steps.map(({ step }) => step.kind);
    expect(steps).toContain('rename_column');
    expect(steps).not.toContain('hold_column');
  });

  it('discards one item or everything, facts included', async () => {
    const draft = await opened();
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    const next = await bench.service.openDraft(SCOPE, SHOP);
    await bench.service.rename(SCOPE, next, customer, 'shop_client');
    expect(await bench.service.discard(SCOPE, next)).toEqual({ discarded: 3 });
    expect((await bench.service.status(SCOPE, next)).changes).toEqual([]);
    expect((await bodyOf(next)).body).toMatchObject({ name: 'shop_customer' });
    await expect(bench.service.discard(SCOPE, next, customer)).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
  });

  it('follows a renamed object through lookups and views in the same commit', async () => {
    const draft = await opened();
    const result = await bench.service.rename(SCOPE, draft, customer, 'shop_client');
    expect(result.rewritten.length).toBeGreaterThanOrEqual(2);
    const order = await bodyOf(draft, { type: 'object', name: 'shop_order' });
    expect(order.body).toMatchObject({ fields: { customer: { reference: 'shop_client' } } });
    expect((await bench.service.validateSet(SCOPE, draft)).problems).toEqual([]);
  });

  it('takes what is put under the name of a renamed item for a new one, also where it reads the same', async () => {
    await bench.service.publish(SCOPE, await opened(), { targetEnv: 'dev' });
    const draft = await bench.service.openDraft(SCOPE, SHOP);
    const { body: item } = await bodyOf(draft);
    await bench.service.rename(SCOPE, draft, customer, 'shop_client');
    await bench.service.stage(SCOPE, { op: 'put', ...customer, item, draft });
    const names = async () =>
      (await bench.service.status(SCOPE, draft)).changes.map(({ op, ref }) => [op, ref]);
    expect(await names()).toEqual(
      expect.arrayContaining([
        ['rename', 'object/shop_client'],
        ['put', 'object/shop_customer'],
      ]),
    );
    await bench.service.stage(SCOPE, { op: 'delete', type: 'object', name: 'shop_client', draft });
    expect(await names()).toContainEqual(['put', 'object/shop_customer']);
  });

  it('refuses a rename onto a taken name and of what is not there', async () => {
    const draft = await opened();
    await expect(bench.service.rename(SCOPE, draft, customer, 'shop_order')).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    await expect(
      bench.service.renameField(SCOPE, draft, 'shop_customer', 'phone', 'name'),
    ).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(bench.service.renameField(SCOPE, draft, 'shop_customer', 'fax', 'x')).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    await expect(bench.service.rename(SCOPE, draft, customer, 'Shop Client')).rejects.toMatchObject({
      code: 'IDENTIFIER_INVALID',
    });
  });

  it('keeps an item’s history, newest first', async () => {
    const draft = await opened();
    const { body } = await bodyOf(draft);
    await bench.service.stage(SCOPE, { op: 'put', ...customer, item: { ...body, label: 'B' }, draft });
    const history = await bench.service.history(SCOPE, SHOP, customer);
    expect(history.map((entry) => entry.op)).toEqual(['put', 'put']);
    expect(history[0]?.checksumBefore).toBe(history[1]?.checksumAfter);
  });

  it('asks about a dropped field beside an added one, and takes either answer', async () => {
    const draft = await opened();
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    const next = await bench.service.openDraft(SCOPE, SHOP);
    const { phone, ...rest } = customerFields();
    const item = object('shop_customer', { ...rest, mobile: phone as never });
    await bench.service.stage(SCOPE, { op: 'put', ...customer, item, draft: next });
    await bench.service.stage(SCOPE, {
      op: 'delete',
      type: 'view',
      name: 'shop_customer.default',
      draft: next,
    });
    const [question] = (await bench.service.status(SCOPE, next)).questions;
    expect(question).toMatchObject({
      kind: 'rename',
      ref: 'object/shop_customer',
      from: 'phone',
      candidates: ['mobile'],
    });
    await expect(bench.service.publish(SCOPE, next, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'RENAME_UNRESOLVED',
    });
    await expect(
      bench.service.answer(SCOPE, next, question?.id as string, { renameTo: 'credit' }),
    ).rejects.toMatchObject({ code: 'RENAME_UNRESOLVED' });
    await bench.service.answer(SCOPE, next, question?.id as string, { renameTo: 'mobile' });
    expect((await bench.service.status(SCOPE, next)).questions).toEqual([]);
    const kinds = (await bench.service.diff(SCOPE, next)).plan.steps.map(({ step }) => step.kind);
    expect(kinds).toEqual(['rename_column']);
  });

  it('asks about a dropped object beside an added one that shares its fields', async () => {
    const draft = await opened();
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    const next = await bench.service.openDraft(SCOPE, SHOP);
    const stack = shopStack([object('shop_client', customerFields())]);
    await bench.service.importStack(SCOPE, { stack: { ...stack, views: [] }, prune: true });
    const { questions } = await bench.service.status(SCOPE, next);
    expect(questions).toMatchObject([
      { ref: 'object/shop_customer', from: 'shop_customer', candidates: ['shop_client'] },
    ]);
    await bench.service.answer(SCOPE, next, questions[0]?.id as string, { renameTo: 'shop_client' });
    const status = await bench.service.status(SCOPE, next);
    expect(status.changes).toContainEqual({ ref: 'object/shop_client', op: 'rename', from: 'shop_customer' });
    const steps = (await bench.service.diff(SCOPE, next)).plan.steps.map(({ step }) => step.kind);
    expect(steps).toContain('rename_table');
    expect(steps).not.toContain('create_table');
  });
});
