import { describe, expect, test } from 'vitest';
import { parseKey } from '../metadata/ref.ts';
import { extractReferences } from './references/extract-references.ts';
import { type InstalledPackage, type ValidateSetInput, validateSet } from './validate-set.ts';

const items = (bodies: Readonly<Record<string, unknown>>) =>
  Object.entries(bodies).map(([key, body]) => ({ key, facts: extractReferences(parseKey(key), body) }));

const manifest = { packageId: 'com.acme.crm', namespace: 'crm' };

const object = (name: string, fields: Readonly<Record<string, unknown>> = {}) => ({
  name,
  fields: { title: { type: 'text' }, ...fields },
});

const lookup = (reference: string) => ({ type: 'lookup', reference });

function check(bodies: Readonly<Record<string, unknown>>, more: Partial<ValidateSetInput> = {}): string[] {
  return validateSet({ manifest, items: items(bodies), ...more }).map(
    ({ severity, code, ref, path, message }) => `${severity} ${code} ${ref} ${path}: ${message}`,
  );
}

const installed = (bodies: Readonly<Record<string, unknown>>, namespace = 'erp'): InstalledPackage[] => [
  { packageId: 'com.acme.erp', namespace, items: items(bodies) },
];

describe('objects', () => {
  test('a relationship to nothing in the namespace is an error, outside it a warning', () => {
    expect(
      check({
        'object/crm_a': object('crm_a', {
          gone: lookup('crm_gone'),
          other: lookup('erp_order'),
          user: lookup('sys_user'),
          odd: lookup('sys_nothing_like_it'),
          self: lookup('crm_a'),
        }),
      }),
    ).toEqual([
      "error REFERENCE_DANGLING object/crm_a fields.gone.reference: object 'crm_gone' does not exist",
      "warning REFERENCE_EXTERNAL object/crm_a fields.odd.reference: object 'sys_nothing_like_it' is neither in this package nor installed",
      "warning REFERENCE_EXTERNAL object/crm_a fields.other.reference: object 'erp_order' is neither in this package nor installed",
    ]);
  });

  test('an installed package answers for its objects and fields', () => {
    const bodies = {
      'object/crm_a': object('crm_a', { order: lookup('erp_order') }),
      'seed/erp_order': { object: 'erp_order', records: [{ title: 'x', total: 1 }] },
    };
    expect(check(bodies, { installed: installed({ 'object/erp_order': object('erp_order') }) })).toEqual([
      "warning REFERENCE_EXTERNAL seed/erp_order records.0.total: object 'erp_order' has no field 'total'",
    ]);
  });

  test('an extension, own or installed, adds its fields', () => {
    const bodies = {
      'object/crm_a': object('crm_a'),
      'seed/crm_a': { object: 'crm_a', records: [{ title: 'x', mine: 1, theirs: 2 }] },
      'object_extension/crm_a': { extend: 'crm_a', fields: { mine: { type: 'number' } } },
    };
    const theirs = installed({
      'object_extension/crm_a': { extend: 'crm_a', fields: { theirs: { type: 'text' } } },
    });
    expect(check(bodies, { installed: theirs })).toEqual([]);
    expect(check(bodies)).toHaveLength(1);
  });

  test('columns of the platform are fields, unless the object opts out of them', () => {
    const view = {
      data: { provider: 'object', object: 'crm_a' },
      columns: ['id', 'created_at', 'created_by', 'owner_id'],
    };
    const bodies = { 'object/crm_a': object('crm_a'), 'view/crm_a.all': { listViews: { all: view } } };
    expect(check(bodies)).toEqual([]);
    const bare = { ...bodies, 'object/crm_a': { ...object('crm_a'), systemFields: false } };
    expect(check(bare).every((line) => /'(created_by|owner_id)'$/.test(line))).toBe(true);
  });

  test('relationship paths are followed, and stop at values', () => {
    const path = (field: string) => ({
      'dataset/d': { name: 'd', object: 'crm_a', dimensions: [{ name: 'x', field }] },
    });
    const objects = {
      'object/crm_a': object('crm_a', { b: lookup('crm_b'), data: { type: 'json' } }),
      'object/crm_b': object('crm_b', { c: lookup('sys_user') }),
    };
    expect(check({ ...objects, ...path('b.title') })).toEqual([]);
    expect(check({ ...objects, ...path('b.c.anything') })).toEqual([]);
    expect(check({ ...objects, ...path('b.nope') })[0]).toContain("object 'crm_b' has no field 'nope'");
    expect(check({ ...objects, ...path('title.x') })[0]).toContain(
      "field 'title' of object 'crm_a' is no relationship",
    );
    const view = { data: { provider: 'object', object: 'crm_a' }, columns: ['data.some.key'] };
    expect(check({ ...objects, 'view/crm_a.all': { list: view } })).toEqual([]);
  });

  test('an object without any field of its own is not judged', () => {
    const bodies = {
      'object/crm_x': { name: 'crm_x', external: {} },
      'seed/crm_x': { object: 'crm_x', records: [{ a: 1 }] },
    };
    expect(check(bodies)).toEqual([]);
  });
});

describe('names without a namespace', () => {
  const app = (nav: unknown) => ({ name: 'crm', navigation: [nav] });
  const toPage = app({ id: 'n', type: 'page', pageName: 'gone' });

  test('missing is an error once the package has items of the type', () => {
    expect(check({ 'app/crm': toPage })[0]).toContain('warning REFERENCE_EXTERNAL');
    expect(check({ 'app/crm': toPage, 'page/home': { name: 'home' } })[0]).toContain(
      'error REFERENCE_DANGLING',
    );
    expect(check({ 'app/crm': toPage }, { base: new Set(['page/gone']) })[0]).toContain(
      'error REFERENCE_DANGLING',
    );
  });

  test('a declared dependency that is not here may have it', () => {
    const bodies = { 'app/crm': toPage, 'page/home': { name: 'home' } };
    const dependent = { ...manifest, dependencies: ['com.acme.erp'] };
    expect(check(bodies, { manifest: dependent })[0]).toContain('warning REFERENCE_EXTERNAL');
    const here = installed({ 'page/other': { name: 'other' } });
    expect(check(bodies, { manifest: dependent, installed: here })[0]).toContain('error REFERENCE_DANGLING');
  });

  test('what says that it needs an object may miss its target', () => {
    const nav = { id: 'n', type: 'object', objectName: 'crm_gone', requiresObject: 'crm_gone' };
    const lines = check({ 'app/crm': app(nav), 'object/crm_a': object('crm_a') });
    expect(lines.every((line) => line.startsWith('warning REFERENCE_DANGLING'))).toBe(true);
    expect(lines).toHaveLength(2);
  });
});

describe('flows', () => {
  const flow = (condition: string, extra: object = {}) => ({
    name: 'f',
    nodes: [
      { id: 'start', type: 'start', config: { objectName: 'crm_a', triggerType: 'record-after-create' } },
    ],
    edges: [{ id: 'e', source: 'start', target: 'end', condition }],
    ...extra,
  });
  const objects = { 'object/crm_a': object('crm_a', { amount: { type: 'number' } }) };

  test('nodes name objects and flows, wherever they nest', () => {
    const nodes = [
      { id: 'q', type: 'get_record', config: { objectName: 'crm_gone' } },
      {
        id: 'l',
        type: 'loop',
        config: { body: { nodes: [{ id: 's', type: 'subflow', config: { flowName: 'no_flow' } }] } },
      },
    ];
    expect(check({ ...objects, 'flow/f': { name: 'f', nodes, edges: [] } })).toEqual([
      "error REFERENCE_DANGLING flow/f nodes.0.config.objectName: object 'crm_gone' does not exist",
      "error REFERENCE_DANGLING flow/f nodes.1.config.body.nodes.0.config.flowName: flow 'no_flow' does not exist",
    ]);
  });

  test('a bare name of a condition is reported only when it nearly is a field', () => {
    expect(check({ ...objects, 'flow/f': flow('amount > 1 && something_else') })).toEqual([]);
    expect(check({ ...objects, 'flow/f': flow('amoun > 1') })[0]).toContain(
      "warning REFERENCE_DANGLING flow/f edges.0.condition: object 'crm_a' has no field 'amoun'",
    );
    expect(check({ ...objects, 'flow/f': flow('amoun > 1', { variables: [{ name: 'amoun' }] }) })).toEqual(
      [],
    );
  });

  test('tokens of templates name the trigger record and the records that variables hold', () => {
    const nodes = [
      ...flow('').nodes,
      { id: 'q', type: 'get_record', config: { objectName: 'crm_a', outputVariable: 'found' } },
      { id: 'n', type: 'notify', config: { title: '{record.titel} {found.amount} {found.amuont} {today}' } },
    ];
    expect(check({ ...objects, 'flow/f': { name: 'f', nodes, edges: [] } })).toEqual([
      "warning REFERENCE_DANGLING flow/f nodes.2.config.title: object 'crm_a' has no field 'amuont'",
      "warning REFERENCE_DANGLING flow/f nodes.2.config.title: object 'crm_a' has no field 'titel'",
    ]);
  });
});

describe('rules on names', () => {
  test('one name, one owner', () => {
    const bodies = { 'object/crm_a': object('crm_a'), 'page/home': { name: 'home' } };
    const twice = [...items(bodies), ...items({ 'page/home': { name: 'home' } })];
    expect(validateSet({ manifest, items: twice }).map(({ code, ref }) => `${code} ${ref}`)).toEqual([
      'NAME_DUPLICATE page/home',
    ]);
    const here = installed({ 'object/crm_a': object('crm_a'), 'page/home': { name: 'home' } });
    expect(check(bodies, { installed: here })).toEqual([
      "error NAME_DUPLICATE object/crm_a name: object 'crm_a' is already defined by the installed package 'com.acme.erp'",
    ]);
    expect(check({}, { installed: installed({}, 'crm') })).toEqual([
      "error NAME_DUPLICATE package/com.acme.crm manifest.namespace: namespace 'crm' already belongs to the installed package 'com.acme.erp'",
    ]);
  });

  test('a package that is installed already does not collide with itself', () => {
    const own = [
      { packageId: 'com.acme.crm', namespace: 'crm', items: items({ 'object/crm_a': object('crm_a') }) },
    ];
    expect(check({ 'object/crm_a': object('crm_a') }, { installed: own })).toEqual([]);
  });

  test('the namespace prefix binds what is new', () => {
    const bodies = { 'object/task': object('task') };
    expect(check(bodies)[0]).toContain('error NAMESPACE_PREFIX_MISSING object/task name');
    expect(check(bodies, { origin: 'import' })[0]).toContain('warning NAMESPACE_PREFIX_MISSING');
    expect(check(bodies, { base: new Set(['object/task']) })[0]).toContain(
      'warning NAMESPACE_PREFIX_MISSING',
    );
    expect(check(bodies, { manifest: { packageId: 'x' } })).toEqual([]);
  });

  test('masters in a circle are told once', () => {
    const master = (reference: string) => ({ up: { type: 'master_detail', reference } });
    const bodies = {
      'object/crm_a': object('crm_a', master('crm_b')),
      'object/crm_b': object('crm_b', master('crm_c')),
      'object/crm_c': object('crm_c', master('crm_a')),
      'object/crm_d': object('crm_d', master('crm_a')),
      'object/crm_e': object('crm_e', master('crm_e')),
    };
    expect(check(bodies)).toEqual([
      'warning REFERENCE_CYCLE object/crm_a fields.up.reference: master-detail relationships form a cycle: crm_a → crm_b → crm_c → crm_a',
      'warning REFERENCE_CYCLE object/crm_e fields.up.reference: master-detail relationships form a cycle: crm_e → crm_e',
    ]);
  });
});

test('suggestions name what is near, across prefixes of the platform too', () => {
  const problems = validateSet({
    manifest,
    items: items({
      'object/crm_account': object('crm_account', {
        a: lookup('crm_acount'),
        b: lookup('user'),
        c: lookup('crm_elsewhere'),
      }),
    }),
  });
  expect(problems.map(({ suggestion }) => suggestion)).toEqual([
    "did you mean 'crm_account'? Otherwise create the object, or remove the reference",
    "did you mean 'sys_user'? Otherwise install the package that provides it and declare it as a dependency",
    'create the object, or remove the reference',
  ]);
});
