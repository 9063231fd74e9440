import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLLECTION_TYPES } from './item-types.ts';
import { keyOf } from './ref.ts';
import { itemsOfStack } from './stack-items.ts';
import { stackOfItems } from './stack-of-items.ts';

const manifest = { id: 'com.acme.crm', namespace: 'crm', version: '1.2.0', type: 'app', name: 'CRM' };
const lead = { name: 'crm_lead', label: 'Lead', fields: { email: { type: 'email', required: true } } };

const keysOf = (result: Awaited<ReturnType<typeof itemsOfStack>>) =>
  result.items.map(({ ref }) => keyOf(ref));

describe('itemsOfStack', () => {
  it('takes a stack apart: collections by entry, everything else by key', async () => {
    const result = await itemsOfStack({
      manifest,
      objects: [lead],
      objectExtensions: [{ extend: 'sys_user', fields: {} }],
      views: [{ list: { data: { provider: 'object', object: 'crm_lead' }, columns: [] } }],
      data: [
        { object: 'crm_lead', records: [] },
        { object: 'crm_lead', records: [], env: ['dev'] },
      ],
      translations: [{ en: {} }, { en: {}, de: {} }],
      i18n: { defaultLocale: 'en', supportedLocales: ['en'] },
      requires: ['ui'],
      datasourceMapping: [{ default: true, datasource: 'default' }],
    });
    expect(result).toMatchObject({
      packageId: 'com.acme.crm',
      version: '1.2.0',
      namespace: 'crm',
      skipped: [],
      converted: [],
      problems: [],
    });
    expect(keysOf(result)).toEqual([
      'stack/manifest',
      'object/crm_lead',
      'object_extension/sys_user',
      'view/crm_lead.default',
      'seed/crm_lead',
      'seed/crm_lead.2',
      'translation/en',
      'translation/bundle',
      'stack/i18n',
      'stack/requires',
      'stack/datasourceMapping',
    ]);
  });

  it('reads collections written as maps', async () => {
    const { name, ...body } = lead;
    const result = await itemsOfStack({
      manifest,
      objects: { [name]: body, crm_account: { label: 'Account' } },
    });
    expect(result.items.slice(1)).toEqual([
      { ref: { type: 'object', name: 'crm_lead' }, body: { ...body, name: 'crm_lead' } },
      { ref: { type: 'object', name: 'crm_account' }, body: { label: 'Account', name: 'crm_account' } },
    ]);
  });

  it('strips what loaders and readers stamp, by name, without changing the input', async () => {
    const stamped = {
      ...lead,
      _diagnostics: { valid: true },
      _draft: true,
      _packageVersion: '1.0.0',
      _packageId: 'com.acme.crm',
    };
    const stack = { $source: { commit: 'abc' }, manifest, objects: [stamped] };
    const before = JSON.stringify(stack);
    const { items, skipped, problems } = await itemsOfStack(stack);
    expect(items[1]?.body).toEqual({ ...lead, _packageId: 'com.acme.crm' });
    expect(skipped.map(({ ref, reason }) => `${ref}: ${reason}`)).toEqual([
      'stack/$source: left out: it says where a file came from',
      "object/crm_lead: '_diagnostics' left out: it is a verdict that readers add",
      "object/crm_lead: '_draft' left out: it is a badge that readers add",
      "object/crm_lead: '_packageVersion' left out: it is stamped from the installed version",
    ]);
    expect(problems).toEqual([]);
    expect(JSON.stringify(stack)).toBe(before);
  });

  it('refuses code by name and keeps the data around it', async () => {
    const run = () => 1;
    const hook = { name: 'crm_hook', object: 'crm_lead', events: ['beforeInsert'], handler: run };
    const { items, skipped } = await itemsOfStack({
      manifest,
      hooks: [hook],
      pages: [{ name: 'crm_page', actions: [run, { onClick: run, label: 'x' }] }],
      functions: { score_lead: run },
      onEnable: run,
      plugins: [{ name: 'p' }],
      devPlugins: [],
      runtimeModule: './x.mjs',
    });
    expect(items.slice(1).map(({ body }) => body)).toEqual([
      { name: 'crm_hook', object: 'crm_lead', events: ['beforeInsert'] },
      { name: 'crm_page', actions: [{ label: 'x' }] },
    ]);
    expect(skipped.map(({ ref }) => ref)).toEqual([
      'hook/crm_hook',
      'page/crm_page',
      'page/crm_page',
      'function/score_lead',
      'stack/onEnable',
      'stack/plugins',
      'stack/runtimeModule',
    ]);
    expect(skipped[0]?.reason).toBe("'handler' left out: it is a function: a sealed version holds data only");
    expect(hook.handler).toBe(run);
  });

  it('reports what is wrong instead of dropping it', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 70; level++) deep = { deep };
    const { items, problems } = await itemsOfStack({
      manifest,
      objects: [lead, { ...lead, label: 'Again' }, { label: 'Nameless' }, 'text'],
      objectz: [],
      views: { crm_lead: {} },
      pages: [{ name: 'crm_deep', deep }],
    });
    expect(items.map(({ ref }) => keyOf(ref))).toEqual(['stack/manifest', 'object/crm_lead']);
    expect(problems.map(({ code, ref, path }) => `${code} ${ref} ${path}`.trim())).toEqual([
      'NAME_DUPLICATE object/crm_lead',
      'ITEM_INVALID stack/objects [2]',
      'ITEM_INVALID stack/objects [3]',
      'TYPE_UNKNOWN stack/objectz',
      'ITEM_INVALID stack/views',
      'DEPTH_EXCEEDED page/crm_deep',
    ]);
    expect(problems.every(({ severity, suggestion }) => severity === 'error' && suggestion !== '')).toBe(
      true,
    );
  });

  it('lists what it rewrote from an older protocol, with item and path', async () => {
    const { items, converted } = await itemsOfStack({
      manifest,
      flows: [
        { name: 'crm_ok', nodes: [{ id: 'n1', type: 'start' }] },
        { name: 'crm_call', nodes: [{ id: 'n1', type: 'http_request', config: {} }] },
      ],
      jobs: [{ name: 'crm_job', id: 'old' }],
    });
    expect(items.find(({ ref }) => ref.name === 'crm_call')?.body).toMatchObject({
      nodes: [{ type: 'http' }],
    });
    expect(converted).toEqual([
      {
        ref: 'flow/crm_call',
        path: 'nodes[0].type',
        from: 'http_request',
        to: 'http',
        conversion: 'flow-node-http-callout-rename',
      },
      { ref: 'job/crm_job', path: 'id', from: 'id', to: '(removed)', conversion: 'job-id-removed' },
    ]);
  });

  it('adds no constraint: required stays the rule of the runtime that it is', async () => {
    const { items, converted } = await itemsOfStack({ manifest, objects: [lead] });
    expect(items[1]?.body).toBe(lead);
    expect(converted).toEqual([]);
  });

  it.each([[null], [[]], ['x'], [{}], [{ manifest: {} }], [{ manifest: null }]])(
    'refuses %j',
    async (stack) => {
      await expect(itemsOfStack(stack)).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    },
  );
});

describe('stackOfItems', () => {
  it('puts items back, sorted by name', async () => {
    const { items } = await itemsOfStack({
      manifest,
      objects: [{ name: 'b' }, { name: 'a' }],
      requires: ['ui'],
    });
    expect(stackOfItems(items.map(({ ref, body }) => ({ key: keyOf(ref), body })))).toEqual({
      manifest,
      objects: [{ name: 'a' }, { name: 'b' }],
      requires: ['ui'],
    });
  });

  it('refuses an item that no stack has a place for', () => {
    expect(() => stackOfItems([{ key: 'router/x', body: {} }])).toThrow(
      expect.objectContaining({ code: 'TYPE_UNKNOWN' }),
    );
    expect(() => stackOfItems([{ key: 'stack/objects', body: [] }])).toThrow(
      expect.objectContaining({ code: 'TYPE_UNKNOWN' }),
    );
  });
});

describe('whatever JSON comes', () => {
  it('every entry of a collection is an item, or has a problem; nothing else is thrown', async () => {
    const entry = fc.oneof(
      fc.record(
        { name: fc.constantFrom('a', 'b', 'c'), fields: fc.jsonValue(), nodes: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const key = fc.constantFrom(...COLLECTION_TYPES.map((type) => type.key));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, fc.array(entry, { maxLength: 4 })), async (stack) => {
        const { items, problems } = await itemsOfStack({ manifest, ...stack });
        const entries = Object.values(stack).reduce((sum, list) => sum + list.length, 0);
        expect(items.length - 1 + problems.length).toBe(entries);
        expect(new Set(items.map(({ ref }) => keyOf(ref))).size).toBe(items.length);
      }),
      { numRuns: 200 },
    );
  });
});
