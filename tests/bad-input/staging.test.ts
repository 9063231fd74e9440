// What staging refuses: the input is wrong, too large, hostile or late. Nothing is written for any of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, stackOf } from '../faults/support/app.ts';
import { type Desk, openDesk, PACKAGE, problemsOf, refused, scope } from './support.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const [customer] = stackOf(app).objects as readonly Record<string, unknown>[];
const object = (name: string, fields: unknown = { a: { type: 'text', label: 'A' } }) => ({
  name,
  label: 'One',
  pluralLabel: 'Many',
  fields,
});

async function put(type: string, name: string, item: unknown, rest: { parentVersion?: string | null } = {}) {
  return desk.service.stage(scope, { op: 'put', type, name, item, draft: await desk.draft(), ...rest });
}

/** An object nested `levels` deep, made without recursion. */
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < levels; n += 1) value = { a: value };
  return value;
}

describe('an item', () => {
  it('of no known type', async () => {
    const error = await refused(desk, 'TYPE_UNKNOWN', () => put('objekt', 'shop_x', object('shop_x')));
    expect(error.message).toContain('objekt');
  });

  it('with an invalid body: every problem at once, each with its path', async () => {
    const bad = {
      name: 'shop_x',
      label: 5,
      fields: { one: { type: 'nonsense' }, two: { label: 'No type' }, Three: { type: 'text' } },
    };
    const error = await refused(desk, 'ITEM_INVALID', () => put('object', 'shop_x', bad));
    const paths = problemsOf(error).map(({ path }) => path);
    for (const path of ['label', 'fields.one', 'fields.two', 'fields.Three'])
      expect(
        paths.some((found) => found.startsWith(path)),
        `${path} in ${paths.join(' ')}`,
      ).toBe(true);
    for (const problem of problemsOf(error)) expect(problem.message).toBeTruthy();
  });

  it.each([null, 42, 'text', [], true])('that is no object: %j', async (value) => {
    await refused(desk, 'ITEM_INVALID', () => put('object', 'shop_x', value));
  });

  it.each([
    ['Shop_X'],
    ['shop x'],
    ['shöp_x'],
    ['1shop'],
    ['shop_x"; DROP TABLE shop_customer; --'],
    [`shop_${'x'.repeat(48)}`],
    ['_authoring_x'],
    ['_hold_x'],
    ['sqlite_x'],
    ['pg_x'],
    [''],
    ['__proto__'],
    ['shop_x\u0000'],
  ])('named outside the portable grammar: %j (I-43)', async (name) => {
    const error = await refused(desk, 'IDENTIFIER_INVALID', () => put('object', name, object(name)), {
      given: name,
    }).catch((cause: unknown) => {
      // The spec's own schema may refuse the name first: then among the problems.
      if (cause instanceof Error && /ITEM_INVALID/.test(cause.message)) return null;
      throw cause;
    });
    if (error === null)
      await refused(desk, 'ITEM_INVALID', () => put('object', name, object(name)), { given: name });
  });

  it.each(['Field', 'a b', 'x'.repeat(49), 'a"b', 'ä', '_hold_a', 'constructor'])(
    'with a field named %j (I-43)',
    async (name) => {
      const attempt = () =>
        put('object', 'shop_x', object('shop_x', { [name]: { type: 'text', label: 'A' } }));
      const outcome = await attempt().catch((error: { code: string }) => error.code);
      expect(['ITEM_INVALID', 'IDENTIFIER_INVALID', 'INPUT_UNPARSABLE']).toContain(outcome);
    },
  );

  it('of 9 MB (I-45)', async () => {
    const item = { ...object('shop_x'), description: 'x'.repeat(9 * 1024 * 1024) };
    await refused(desk, 'PAYLOAD_TOO_LARGE', () => put('object', 'shop_x', item));
  });

  it.each([65, 1_000, 100_000])('nested %i deep (I-45)', async (levels) => {
    await refused(desk, 'DEPTH_EXCEEDED', () =>
      put('object', 'shop_x', { ...object('shop_x'), more: nested(levels) }),
    );
  });

  it('with keys that would reach the prototype (I-44)', async () => {
    for (const text of [
      '{"__proto__": {"polluted": 1}}',
      '{"constructor": {"prototype": {"polluted": 1}}}',
    ]) {
      const item = { ...object('shop_x'), config: JSON.parse(text) as unknown };
      await refused(desk, 'INPUT_UNPARSABLE', () => put('object', 'shop_x', item));
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['a function', { label: () => 'x' }],
    ['NaN', { label: Number.NaN }],
    ['Infinity', { size: Number.POSITIVE_INFINITY }],
    ['an unsafe integer', { size: 2 ** 53 + 2 }],
    ['a lone surrogate', { label: '\ud800' }],
    [
      'a cycle',
      (() => {
        const value: Record<string, unknown> = {};
        value.self = value;
        return value;
      })(),
    ],
    ['a bigint', { size: 10n }],
    ['a date', { at: new Date(0) }],
  ])('with what JSON cannot hold: %s', async (_what, extra) => {
    const attempt = () => put('object', 'shop_x', { ...object('shop_x'), ...(extra as object) });
    const outcome = await attempt().catch((error: { code: string }) => error.code);
    expect(['INPUT_UNPARSABLE', 'DEPTH_EXCEEDED']).toContain(outcome);
  });

  it('that changed since it was read (I-03)', async () => {
    const draft = await desk.draft();
    const ref = { type: 'object', name: 'shop_customer' };
    const { checksum } = await desk.service.readItem(scope, { draft, ref });
    await put('object', 'shop_customer', { ...customer, description: 'first' }, { parentVersion: checksum });
    const error = await refused(desk, 'ITEM_CONFLICT', () =>
      put('object', 'shop_customer', { ...customer, description: 'second' }, { parentVersion: checksum }),
    );
    expect(error.details).toMatchObject({ ref: 'object/shop_customer', expected: checksum });
    await refused(desk, 'ITEM_CONFLICT', () =>
      put('object', 'shop_customer', customer, { parentVersion: null }),
    );
    await desk.service.discard(scope, await desk.draft());
  });

  it('among others: one invalid item refuses all of them', async () => {
    const draft = await desk.draft();
    const error = await refused(desk, 'ITEM_INVALID', () =>
      desk.service.stageMany(scope, draft, [
        { op: 'put', type: 'object', name: 'shop_ok', item: object('shop_ok') },
        { op: 'put', type: 'object', name: 'shop_bad', item: { name: 'shop_bad', fields: 7 } },
        { op: 'put', type: 'view', name: 'shop_worse', item: 'no' },
      ]),
    );
    expect(new Set(problemsOf(error).map(({ ref }) => ref))).toEqual(
      new Set(['object/shop_bad', 'view/shop_worse']),
    );
  });
});

describe('a rename', () => {
  it('onto a name that is taken', async () => {
    const draft = await desk.draft();
    const to = { type: 'object', name: 'shop_customer' };
    await refused(desk, 'NAME_TAKEN', () => desk.service.rename(scope, draft, to, 'shop_order'));
    await refused(desk, 'NAME_TAKEN', () =>
      desk.service.renameField(scope, draft, 'shop_customer', 'phone', 'fax'),
    );
  });
  it('of what is not there, or to no name', async () => {
    const draft = await desk.draft();
    await refused(desk, 'ITEM_NOT_FOUND', () =>
      desk.service.rename(scope, draft, { type: 'object', name: 'shop_no' }, 'shop_y'),
    );
    await refused(desk, 'ITEM_NOT_FOUND', () =>
      desk.service.renameField(scope, draft, 'shop_customer', 'no', 'yes'),
    );
    await refused(desk, 'IDENTIFIER_INVALID', () =>
      desk.service.rename(scope, draft, { type: 'object', name: 'shop_order' }, 'Shop Order'),
    );
    await refused(desk, 'IDENTIFIER_INVALID', () =>
      desk.service.renameField(scope, draft, 'shop_customer', 'phone', 'Phone No'),
    );
  });
});

describe('names that lead nowhere', () => {
  it('package, draft, environment, version, run, question', async () => {
    const { service } = desk;
    const draft = await desk.draft();
    const gone = { ...draft, draftId: '00000000-0000-7000-8000-000000000000' };
    const targetEnv = 'nowhere';
    await refused(desk, 'PACKAGE_NOT_FOUND', () => service.versions(scope, 'com.acme.none'));
    await refused(desk, 'PACKAGE_NOT_FOUND', () => service.exportVersion(scope, 'com.acme.none'));
    await refused(desk, 'IDENTIFIER_INVALID', () => service.openDraft(scope, 'No Package'));
    await refused(desk, 'DRAFT_NOT_FOUND', () =>
      service.stage(scope, {
        op: 'put',
        type: 'object',
        name: 'shop_x',
        item: object('shop_x'),
        draft: gone,
      }),
    );
    await refused(desk, 'DRAFT_NOT_FOUND', () => service.status(scope, gone));
    await refused(desk, 'ENVIRONMENT_NOT_FOUND', () => service.publish(scope, draft, { targetEnv }));
    await refused(desk, 'ENVIRONMENT_NOT_FOUND', () => service.diff(scope, draft, { targetEnv }));
    await refused(desk, 'ENVIRONMENT_NOT_FOUND', () => service.rollback(scope, { targetEnv }));
    await refused(desk, 'ENVIRONMENT_NOT_FOUND', () => service.artifact(scope, targetEnv));
    await refused(desk, 'VERSION_NOT_FOUND', () =>
      service.promote(scope, gone.draftId, { targetEnv: 'env' }),
    );
    await refused(desk, 'VERSION_NOT_FOUND', () =>
      service.promote(scope, draft.draftId, { targetEnv: 'env' }),
    );
    await refused(desk, 'VERSION_NOT_FOUND', () => service.exportVersion(scope, PACKAGE, '9.9.9'));
    await refused(desk, 'RUN_NOT_FOUND', () => service.driveRun(scope, gone.draftId));
    await refused(desk, 'RUN_NOT_FOUND', () => service.abandonRun(scope, gone.draftId));
    await refused(desk, 'QUESTION_NOT_FOUND', () => service.answer(scope, draft, 'none', { replace: true }));
    await refused(desk, 'ITEM_NOT_FOUND', () =>
      service.stage(scope, { op: 'delete', type: 'object', name: 'shop_none', draft }),
    );
    await refused(desk, 'RUN_STATE', () => service.activate(scope, { targetEnv: 'env' }));
  });

  it('of another organization are not there either (I-39)', async () => {
    const other = { orgId: 'org_other', principal: { kind: 'user', id: 'maker' } } as const;
    const draft = await desk.draft();
    const [version] = await desk.service.versions(scope, PACKAGE);
    const [run] = await desk.service.runs(scope);
    await refused(desk, 'DRAFT_NOT_FOUND', () => desk.service.status(other, draft));
    await refused(desk, 'PACKAGE_NOT_FOUND', () => desk.service.versions(other, PACKAGE));
    await refused(desk, 'ENVIRONMENT_NOT_FOUND', () =>
      desk.service.promote(other, version?.id as string, { targetEnv: 'env' }),
    );
    await refused(desk, 'RUN_NOT_FOUND', () => desk.service.driveRun(other, run?.id as string));
    expect(await desk.service.environments(other)).toEqual([]);
  });
});

describe('an import', () => {
  it('that is no stack', async () => {
    for (const stack of [
      null,
      7,
      'text',
      [],
      {},
      { objects: [] },
      { manifest: {} },
      { manifest: { id: 'No' } },
    ]) {
      const attempt = () => desk.service.importStack(scope, { stack });
      const outcome = await attempt().catch((error: { code?: string }) => error.code);
      expect(
        ['INPUT_UNPARSABLE', 'USAGE_INVALID', 'ITEM_INVALID', 'IDENTIFIER_INVALID'],
        JSON.stringify(stack),
      ).toContain(outcome);
    }
  });
  it('with two items of one name: reported, not merged in silence', async () => {
    const stack = stackOf(app) as { objects: unknown[] };
    const twice = { ...stack, objects: [...stack.objects, { ...object('shop_customer'), label: 'Another' }] };
    const outcome = await desk.service.importStack(scope, { stack: twice }).catch((error: unknown) => error);
    const problems =
      (outcome as { problems?: readonly { code: string }[] }).problems ?? problemsOf(outcome as never);
    expect(problems.map(({ code }) => code)).toContain('NAME_DUPLICATE');
    await desk.service.discard(scope, await desk.draft());
  });
});
