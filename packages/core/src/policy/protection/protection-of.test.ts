import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozenPathsOf, touchedFrozenPath } from './frozen-paths.ts';
import { lockOf, matchesAny } from './item-lock.ts';
import { assertUnprotected, type ProtectionInput, protectionOf } from './protection-of.ts';
import { loadTypePolicies } from './type-policy.ts';

const policies = await loadTypePolicies();
const OPEN = { allowOrgOverride: true, allowRuntimeCreate: true };

const app = { name: 'setup', label: 'Setup', navigation: [{ id: 'home' }] };
const overlay = (input: Partial<ProtectionInput> = {}): ProtectionInput => ({
  ref: { type: 'app', name: 'setup' },
  before: app,
  after: { ...app, label: 'Settings' },
  ownerPackage: 'com.acme.setup',
  ownPackage: null,
  manifest: { id: 'com.acme.setup' },
  policy: OPEN,
  ...input,
});
const layerOf = (input: Partial<ProtectionInput>) => protectionOf(overlay(input))?.layer ?? null;

describe('L1, the type', () => {
  it('follows the registry of the spec', () => {
    expect(policies('object')).toEqual({ allowOrgOverride: false, allowRuntimeCreate: true });
    expect(policies('view')).toEqual({ allowOrgOverride: true, allowRuntimeCreate: true });
    expect(policies('job')).toEqual({ allowOrgOverride: false, allowRuntimeCreate: false });
    expect(policies('webhook')).toEqual({ allowOrgOverride: false, allowRuntimeCreate: true });
  });

  it('guards overriding what a package ships, and creating beside packages', () => {
    expect(layerOf({ policy: policies('object') })).toBe('L1');
    expect(layerOf({ policy: policies('object'), ownPackage: 'com.other' })).toBe('L1');
    expect(layerOf({ policy: policies('view') })).toBeNull();
    expect(layerOf({ policy: policies('job'), before: null })).toBe('L1');
    expect(layerOf({ policy: policies('object'), before: null })).toBeNull();
    expect(layerOf({ policy: policies('job'), before: null, ownPackage: 'com.acme.setup' })).toBeNull();
  });

  it('refuses a package that is read-only, and is never overridable', () => {
    const refusal = protectionOf(overlay({ ownPackage: 'com.acme.setup', packageWritable: false }));
    expect(refusal).toMatchObject({ layer: 'L1', overridable: false });
  });
});

describe('L2, the package', () => {
  const manifest = {
    metadataDefaults: { lock: 'full', lockReason: 'core admin' },
    unlocked: ['view/setup_*', 'translation/*', 'app/demo'],
  };

  it('locks every item that is not unlocked and says nothing of its own', () => {
    expect(protectionOf(overlay({ manifest }))).toMatchObject({
      layer: 'L2',
      lock: 'full',
      overridable: true,
    });
    expect(protectionOf(overlay({ manifest }))?.message).toContain('core admin');
    expect(layerOf({ manifest, ref: { type: 'view', name: 'setup_users' } })).toBeNull();
    expect(
      layerOf({
        manifest,
        ref: { type: 'app', name: 'demo' },
        before: { ...app, name: 'demo' },
        after: { ...app, name: 'demo' },
      }),
    ).toBeNull();
    expect(
      layerOf({ manifest, before: { ...app, _lock: 'none' }, after: { ...app, _lock: 'none' } }),
    ).toBeNull();
    expect(layerOf({ manifest, before: { ...app, _lock: 'full' } })).toBe('L3');
  });
});

describe('L3, the item', () => {
  it.each([
    ['none', null, null],
    ['no-overlay', 'L3', null],
    ['no-delete', null, 'L3'],
    ['full', 'L3', 'L3'],
    ['nonsense', null, null],
  ])('%s: change %s, delete %s', (lock, change, remove) => {
    const before = { ...app, _lock: lock };
    expect(layerOf({ before, after: { ...before, label: 'x' } })).toBe(change);
    expect(layerOf({ before, after: null })).toBe(remove);
    const authored = { ...app, protection: { lock, reason: 'because' } };
    expect(layerOf({ before: authored, after: { ...authored, label: 'x' } })).toBe(change);
  });

  it('is lifted where the environment has unlocked the item', () => {
    const before = { ...app, _lock: 'full' };
    expect(layerOf({ before, unlockedItems: ['app/set*'] })).toBeNull();
    expect(layerOf({ before, unlockedItems: ['view/*'] })).toBe('L3');
  });

  it('does not bind the owning package, nor what an organization made', () => {
    const before = { ...app, _lock: 'full', _frozenPaths: ['label'] };
    expect(layerOf({ before, ownPackage: 'com.acme.setup', policy: policies('object') })).toBeNull();
    expect(layerOf({ before, ownerPackage: null, policy: policies('object') })).toBeNull();
    expect(layerOf({ before, ownPackage: 'com.other' })).toBe('L3');
  });
});

describe('L4, the paths', () => {
  const object = {
    name: 'crm_lead',
    label: 'Lead',
    fields: { email: { type: 'email', label: 'Mail' }, name: { type: 'text' } },
  };
  const refusal = (after: unknown, extra: object = {}) =>
    protectionOf(
      overlay({ ref: { type: 'object', name: 'crm_lead' }, before: { ...object, ...extra }, after }),
    )?.path ?? null;

  it.each([
    ['a label', { ...object, label: 'Prospect' }, null],
    [
      'a field’s label',
      { ...object, fields: { ...object.fields, email: { type: 'email', label: 'E-mail' } } },
      null,
    ],
    [
      'a field’s type',
      { ...object, fields: { ...object.fields, email: { type: 'text', label: 'Mail' } } },
      'fields.email.type',
    ],
    ['a new field', { ...object, fields: { ...object.fields, x: { type: 'text' } } }, 'fields.x.type'],
    ['a field gone', { ...object, fields: { name: { type: 'text' } } }, 'fields.email.type'],
    ['all fields gone', { name: 'crm_lead', label: 'Lead' }, 'fields.email.type'],
    ['the name', { ...object, name: 'crm_prospect' }, 'name'],
    ['where it comes from', { ...object, _provenance: 'org' }, '_provenance'],
  ])('%s: %s', (_, after, path) => {
    expect(refusal(after)).toBe(path);
  });

  it('takes what the item declares, and everything below a frozen path', () => {
    const extra = { _frozenPaths: ['fields.email', 'list.*.hidden'], list: [{ hidden: true, label: 'a' }] };
    const before = { ...object, ...extra };
    expect(
      refusal({ ...before, fields: { ...object.fields, email: { type: 'email', label: 'x' } } }, extra),
    ).toBe('fields.email');
    expect(refusal({ ...before, list: [{ hidden: false, label: 'a' }] }, extra)).toBe('list.0.hidden');
    expect(refusal({ ...before, list: [{ hidden: true, label: 'b' }] }, extra)).toBeNull();
  });

  it('never minds an unchanged body, whatever is frozen', () => {
    const path = fc
      .array(fc.constantFrom('*', 'a', 'b', '0'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(path), (body, frozen) => {
        expect(touchedFrozenPath(body, JSON.parse(JSON.stringify(body)), frozen)).toBeNull();
      }),
    );
    expect(frozenPathsOf('object', { _frozenPaths: 'nonsense' })).toContain('fields.*.type');
  });
});

describe('globs', () => {
  it.each([
    ['view/setup_list', 'view/*', true],
    ['view/setup_list', 'view/setup_*', true],
    ['view/setup_list', '*/*list', true],
    ['view/setup_list', 'v*w/s*_l*t', true],
    ['view/setup_list', 'view/setup', false],
    ['view/setup_list', '*', false],
    ['view/ab', 'view/ab*b', false],
    ['view/abb', 'view/a*b*b', true],
    ['view/ab', 'view/a*b*b', false],
  ])('%s against %s: %s', (key, pattern, matched) => {
    expect(matchesAny(key, [pattern])).toBe(matched);
  });

  it('take linear time', () => {
    const start = performance.now();
    matchesAny(`view/${'a'.repeat(100_000)}`, [`view/${'*a'.repeat(10_000)}*b`]);
    expect(performance.now() - start).toBeLessThan(100);
  });

  it('ignore what is no list', () => {
    expect(matchesAny('view/a', 'view/*')).toBe(false);
    expect(lockOf('view/a', null, null)).toEqual({ lock: 'none', layer: 'L2', reason: null });
  });
});

it('a refusal becomes ITEM_PROTECTED that names the layer', () => {
  expect(() => assertUnprotected(overlay({ before: { ...app, _lock: 'full' } }))).toThrow(
    expect.objectContaining({
      code: 'ITEM_PROTECTED',
      details: { ref: 'app/setup', layer: 'L3', lock: 'full', overridable: true },
    }),
  );
  expect(() => assertUnprotected(overlay())).not.toThrow();
});
