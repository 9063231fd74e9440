import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { digest } from './digest.ts';

let bench: TestService;
let before: string;
beforeEach(async () => {
  bench = await testService();
  await bench.environment('dev');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
  before = digest(bench);
});
afterEach(() => bench.dispose());

const draft = () => bench.service.openDraft(SCOPE, SHOP);
const customer = { type: 'object', name: 'shop_customer' } as const;
const put = async (item: unknown, ref: { type: string; name: string } = customer) =>
  bench.service.stage(SCOPE, { op: 'put', ...ref, item, draft: await draft() });
const customerWith = (fields: Record<string, Record<string, unknown>>) =>
  object('shop_customer', { ...customerFields(), ...fields });

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = { next: value };
  return value;
}

/** Each refused item, with the code that says why. Nothing may be written by any of them. */
const REFUSED: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['an unknown type', () => put({ name: 'x' }, { type: 'gadget', name: 'x' }), 'TYPE_UNKNOWN'],
  ['a body that fails its schema', () => put(customerWith({ a: { type: 'nope' } })), 'ITEM_INVALID'],
  ['a body that is no object', () => put('text'), 'ITEM_INVALID'],
  ['a body under another name', () => put(object('shop_other', customerFields())), 'IDENTIFIER_INVALID'],
  ['9 MB', () => put(customerWith({ a: text('x'.repeat(9 * 1024 * 1024)) })), 'PAYLOAD_TOO_LARGE'],
  ['a depth of 1,000', () => put({ ...customerWith({}), deep: nested(1_000) }), 'DEPTH_EXCEEDED'],
  [
    '__proto__',
    () => put(JSON.parse('{"name":"shop_customer","__proto__":{"admin":true}}')),
    'INPUT_UNPARSABLE',
  ],
  ['a function', () => put({ ...customerWith({}), onLoad: () => 1 }), 'INPUT_UNPARSABLE'],
  [
    'an item with no namespace',
    () => put(object('customer2', {}), { type: 'object', name: 'customer2' }),
    'ITEM_INVALID',
  ],
  [
    'a name with capitals',
    () => put(object('shop_Order', {}), { type: 'object', name: 'shop_Order' }),
    'ITEM_INVALID',
  ],
  ['a quote in a field name', () => put(customerWith({ 'a"b': text('A') })), 'ITEM_INVALID'],
  ['a name of 49 characters', () => put(customerWith({ ['a'.repeat(49)]: text('A') })), 'IDENTIFIER_INVALID'],
  ['a held prefix', () => put(customerWith({ _hold_x: text('A') })), 'IDENTIFIER_INVALID'],
  [
    'deleting what is not there',
    async () =>
      bench.service.stage(SCOPE, { op: 'delete', type: 'object', name: 'shop_none', draft: await draft() }),
    'ITEM_NOT_FOUND',
  ],
  [
    'a rename onto a taken name',
    async () => bench.service.rename(SCOPE, await draft(), customer, 'shop_order'),
    'NAME_TAKEN',
  ],
  ['an unknown package', () => bench.service.versions(SCOPE, 'com.example.none'), 'PACKAGE_NOT_FOUND'],
  ['a package id that is none', () => bench.service.openDraft(SCOPE, '../../etc'), 'IDENTIFIER_INVALID'],
  [
    'an unknown environment',
    async () => bench.service.publish(SCOPE, await draft(), { targetEnv: 'none' }),
    'ENVIRONMENT_NOT_FOUND',
  ],
  ['an unknown run', () => bench.service.driveRun(SCOPE, 'none'), 'RUN_NOT_FOUND'],
  [
    'an unknown question',
    async () => bench.service.answer(SCOPE, await draft(), 'none', { replace: true }),
    'QUESTION_NOT_FOUND',
  ],
  [
    'an unknown version',
    () => bench.service.promote(SCOPE, 'none', { targetEnv: 'dev' }),
    'VERSION_NOT_FOUND',
  ],
];

describe('an item that cannot be', () => {
  it.each(REFUSED)('%s is refused and nothing is written', async (_what, call, code) => {
    const error = await call().then(
      () => null,
      (refusal: unknown) => refusal,
    );
    expect(error).toMatchObject({ code, suggestion: expect.stringMatching(/./) });
    expect(digest(bench)).toBe(before);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('names every problem of a body with its path, not the first only', async () => {
    const error = await put(
      customerWith({ a: { type: 'nope', label: 'A' }, b: { type: 'text', label: 5 } }),
    ).catch((refusal) => refusal);
    const paths = error.details.problems.map((problem: { path: string }) => problem.path);
    expect(paths).toEqual(
      expect.arrayContaining([expect.stringContaining('fields.a'), expect.stringContaining('fields.b')]),
    );
  });

  it('an import keeps what is valid and names what is not', async () => {
    const bad = object('shop_bad', { a: { type: 'nope', label: 'A' } });
    const good = object('shop_good', { a: text('A') });
    const result = await bench.service.importStack(SCOPE, {
      stack: { ...shopStack([bad, good]), views: [] },
    });
    expect(result.staged).toBeGreaterThan(0);
    expect(
      result.problems.filter((problem) => problem.severity === 'error').map((problem) => problem.ref),
    ).toContain('object/shop_bad');
    expect(result.skipped.map((skipped) => skipped.ref)).toContain('object/shop_bad');
  });

  it('a stack with one name twice says so', async () => {
    const twice = [object('shop_twice', { a: text('A') }), object('shop_twice', { b: text('B') })];
    const result = await bench.service.importStack(SCOPE, { stack: shopStack(twice) });
    expect(result.problems.map((problem) => problem.code)).toContain('NAME_DUPLICATE');
  });
});

describe('a set that cannot be', () => {
  it('a lookup to nothing stops the publish and names the field', async () => {
    await put(customerWith({ broker: { type: 'lookup', label: 'Broker', reference: 'shop_broker' } }));
    const report = await bench.service.validateSet(SCOPE, await draft());
    expect(report.valid).toBe(false);
    expect(report.problems).toMatchObject([
      { code: 'REFERENCE_DANGLING', ref: 'object/shop_customer', path: expect.stringContaining('broker') },
    ]);
    const target = bench.databaseOf('dev');
    await expect(bench.service.publish(SCOPE, await draft(), { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'SET_INVALID',
    });
    expect(target).toBeDefined();
  });

  it('more columns than the engine holds is ENGINE_LIMIT before any DDL', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`f${n}`, text(`F${n}`)]));
    await put(object('shop_wide', many), { type: 'object', name: 'shop_wide' });
    const tables = digest(bench, ['dev']);
    await expect(bench.service.diff(SCOPE, await draft())).rejects.toMatchObject({ code: 'ENGINE_LIMIT' });
    await expect(bench.service.publish(SCOPE, await draft(), { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'ENGINE_LIMIT',
      details: { excesses: [{ table: 'shop_wide', limit: 'columns', allowed: 2_000 }] },
    });
    expect(digest(bench, ['dev'])).toBe(tables);
  });
});
