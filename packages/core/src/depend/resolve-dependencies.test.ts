import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependenciesOf, platformNeedOf } from './package-needs.ts';
import { installOrderOf, type PackageInSet, unmetDependencies } from './resolve-dependencies.ts';

const pkg = (packageId: string, version: string, dependencies: unknown = {}): PackageInSet => ({
  packageId,
  version,
  needs: dependenciesOf({ dependencies }),
});

const words = (...packages: PackageInSet[]) =>
  unmetDependencies(packages).map(
    ({ dependent, packageId, status, reason }) => `${dependent} -> ${packageId} ${status}: ${reason}`,
  );

describe('dependencies', () => {
  it('are all told at once, in the words of the spec', () => {
    expect(
      words(
        pkg('a.crm', '1.0.0', {
          'a.base': '^2.0.0',
          'a.gone': '*',
          'a.new': '<2',
          'a.ok': '>=1 <3',
          'a.bad': 'tomorrow',
        }),
        pkg('a.base', '1.4.0'),
        pkg('a.new', '3.0.0'),
        pkg('a.ok', '2.9.9'),
        pkg('a.bad', '1.0.0'),
      ),
    ).toEqual([
      "a.crm -> a.bad conflict: 'tomorrow' is no semver range",
      'a.crm -> a.base needs_upgrade: 1.4.0 is installed',
      'a.crm -> a.gone needs_install: it is not installed',
      'a.crm -> a.new conflict: 3.0.0 is installed',
    ]);
  });

  it('a list may call one optional: missing is fine then, unfit is not', () => {
    const needs = [{ packageId: 'a.base', versionRange: '^2.0.0', optional: true }, { packageId: 'a.any' }];
    expect(words(pkg('a.crm', '1.0.0', needs), pkg('a.any', '0.1.0'))).toEqual([]);
    expect(words(pkg('a.crm', '1.0.0', needs), pkg('a.any', '0.1.0'), pkg('a.base', '3.0.0'))).toHaveLength(
      1,
    );
  });

  it('a pre-release fits where it lies within the range, a preview whatever is asked for', () => {
    const crm = pkg('a.crm', '1.0.0', { 'a.base': '^2.1.0' });
    expect(words(crm, pkg('a.base', '2.2.0-rc.1'))).toEqual([]);
    for (const version of ['2.1.0-rc.1', '3.0.0-rc.1'])
      expect(words(crm, pkg('a.base', version)), version).toHaveLength(1);
    expect(words(crm, pkg('a.base', '0.0.0-preview.4'))).toEqual([]);
  });

  it('what the runtime brings is not asked for here, unless it is installed here', () => {
    const crm = pkg('a.crm', '1.0.0', { '@acme/plugin-auth': '^2.0.0', 'com.objectstack.audit': '^17.0.0' });
    expect(words(crm)).toEqual([]);
    expect(words(crm, pkg('com.objectstack.audit', '16.0.0'))).toHaveLength(1);
  });
});

describe('the order of installation', () => {
  it('puts whatever others need before them, and is the same for every order of the input', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    // Only what comes earlier in the alphabet is needed: never a cycle.
    const set = fc.tuple(
      ...ids.map((id, at) =>
        fc
          .subarray(ids.slice(0, at))
          .map((needs) => pkg(id, '1.0.0', Object.fromEntries(needs.map((n) => [n, '*'])))),
      ),
    );
    fc.assert(
      fc.property(
        set.chain((packages) =>
          fc.tuple(fc.constant(packages), fc.shuffledSubarray(packages, { minLength: ids.length })),
        ),
        ([packages, shuffled]) => {
          const { installOrder, circularDependencies } = installOrderOf(shuffled);
          expect(circularDependencies).toEqual([]);
          expect([...installOrder].sort()).toEqual(ids);
          for (const { packageId, needs } of packages)
            for (const need of needs)
              expect(installOrder.indexOf(need.packageId)).toBeLessThan(installOrder.indexOf(packageId));
          expect(installOrder).toEqual(installOrderOf(packages).installOrder);
        },
      ),
    );
  });

  it('names a cycle, and still orders the rest', () => {
    const { installOrder, circularDependencies } = installOrderOf([
      pkg('b', '1.0.0', { c: '*' }),
      pkg('c', '1.0.0', { b: '*' }),
      pkg('a', '1.0.0'),
    ]);
    expect(installOrder).toEqual(['a', 'b', 'c']);
    expect(circularDependencies).toEqual(['b', 'c']);
  });
});

it('the protocol counts before the platform, and the platform before the legacy key', () => {
  const engine = { objectstack: '>=3.0.0' };
  expect(platformNeedOf({ engines: { protocol: '^17', platform: '>=99' }, engine })?.range).toBe('^17');
  expect(platformNeedOf({ engines: { platform: '>=4' }, engine })?.source).toBe('engines.platform');
  expect(platformNeedOf({ engine })).toEqual({ source: 'engine.objectstack', range: '>=3.0.0' });
  expect(platformNeedOf({})).toBeNull();
});
