/**
 * Owns whether the packages of an environment fit each other, and the order in which they build on each other. The words
 * are those of the spec's DependencyResolutionResult. Pure.
 */
import semver from 'semver';
import { isPreviewNumber } from '../release/version-number.ts';
import type { DependencyNeed } from './package-needs.ts';

export interface PackageInSet {
  /** manifestId. */
  readonly packageId: string;
  readonly version: string;
  readonly needs: readonly DependencyNeed[];
}

/** One need that is not met. */
export interface UnmetDependency {
  /** The package that needs it. */
  readonly dependent: string;
  readonly packageId: string;
  readonly requiredRange: string;
  readonly installedVersion: string | null;
  /** `needs_upgrade`: a higher one would do; `conflict`: no later one will. */
  readonly status: 'needs_install' | 'needs_upgrade' | 'conflict';
  readonly reason: string;
}

/** Ids under which the runtime itself brings packages, and names of its plugins, which no environment installs here. */
const PLATFORM_PACKAGE = /^com\.objectstack\./;
const PACKAGE_ID = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9_-]*)+$/;

/** All of them at once, by dependent and dependency. */
export function unmetDependencies(packages: readonly PackageInSet[]): readonly UnmetDependency[] {
  const versions = new Map(packages.map(({ packageId, version }) => [packageId, version]));
  return packages
    .flatMap(({ packageId, needs }) => needs.flatMap((need) => unmet(packageId, need, versions)))
    .sort((a, b) => order(a.dependent, b.dependent) || order(a.packageId, b.packageId));
}

function unmet(
  dependent: string,
  { packageId, range, optional }: DependencyNeed,
  versions: ReadonlyMap<string, string>,
): readonly UnmetDependency[] {
  const installedVersion = versions.get(packageId) ?? null;
  const need = { dependent, packageId, requiredRange: range, installedVersion };
  if (semver.validRange(range) === null)
    return [{ ...need, status: 'conflict', reason: `'${range}' is no semver range` }];
  if (installedVersion === null) {
    const fromRuntime = PLATFORM_PACKAGE.test(packageId) || !PACKAGE_ID.test(packageId);
    if (optional || fromRuntime) return [];
    return [{ ...need, status: 'needs_install', reason: 'it is not installed' }];
  }
  if (admits(range, installedVersion)) return [];
  const higher = semver.ltr(installedVersion, range, { includePrerelease: true });
  return [
    {
      ...need,
      status: higher ? 'needs_upgrade' : 'conflict',
      reason: `${installedVersion} is installed`,
    },
  ];
}

/** A preview is what its authors are about to seal, under no number yet: it stands in for the version that will be. */
function admits(range: string, version: string): boolean {
  return isPreviewNumber(version) || semver.satisfies(version, range, { includePrerelease: true });
}

export interface InstallOrder {
  /** What others build on first; where nothing decides, by id. Packages of a cycle come last, by id. */
  readonly installOrder: readonly string[];
  /** Packages that need each other. Empty: none do. */
  readonly circularDependencies: readonly string[];
}

export function installOrderOf(packages: readonly Pick<PackageInSet, 'packageId' | 'needs'>[]): InstallOrder {
  const ids = new Set(packages.map(({ packageId }) => packageId));
  const waiting = new Map(
    [...packages]
      .sort((a, b) => order(a.packageId, b.packageId))
      .map(({ packageId, needs }) => [
        packageId,
        new Set(needs.map((need) => need.packageId).filter((id) => id !== packageId && ids.has(id))),
      ]),
  );
  const installOrder: string[] = [];
  for (;;) {
    const next = [...waiting].find(([, needs]) => needs.size === 0)?.[0];
    if (next === undefined) break;
    installOrder.push(next);
    waiting.delete(next);
    for (const needs of waiting.values()) needs.delete(next);
  }
  const circularDependencies = [...waiting.keys()];
  return { installOrder: [...installOrder, ...circularDependencies], circularDependencies };
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
