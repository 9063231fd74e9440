/**
 * Owns whether what a run brings fits what its environment runs beside it: versions within the ranges of whoever needs
 * them, both ways; references between packages; the platform. Before any DDL, and everything that does not fit at once.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { policyOf } from '../govern/approval-demand.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PackageContent } from '../release/compare-contents.ts';
import { type InstalledPackage, installedPackages, withPackage } from '../release/environment-content.ts';
import { manifestFactsOf, manifestOf } from '../release/manifest-facts.ts';
import { asInstalled, authoredBeside } from '../release/other-packages.ts';
import type { Scope } from '../scope.ts';
import { assertPlatform } from './assert-platform.ts';
import type { BrokenReference, PackageBeside } from './broken-references.ts';
import { dependenciesOf } from './package-needs.ts';
import { type PackageInSet, type UnmetDependency, unmetDependencies } from './resolve-dependencies.ts';

/** What a run brings of one package. */
export interface Coming {
  readonly package: PackageContent;
  /** Asked only where somebody needs the package. */
  readonly version: () => string | Promise<string>;
}

/** @throws PLATFORM_INCOMPATIBLE with every package that does not run there */
export async function assertPlatformFits(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  coming: readonly PackageContent[],
): Promise<void> {
  if (coming.length === 0) return;
  const manifests = await Promise.all(
    coming.map(async ({ manifestId, index }) => ({
      packageId: manifestId,
      manifest: await manifestOf(context, context.plane, scope, index),
    })),
  );
  const { policy } = await policyOf(context, scope, environment);
  await assertPlatform(manifests, `'${environment.name}'`, policy.platform ?? null);
}

export interface Fitting {
  /** What the run brings; what of the installed stays is looked up. */
  readonly coming: readonly Coming[];
  /** Ids of the packages that it takes away: who is left behind is asked elsewhere. */
  readonly going: readonly string[];
  /** Those of what it brings that are asked about, by their manifestId. */
  readonly about: readonly string[];
}

/** @throws DEPENDENCY_CONFLICT with every unmet dependency and every broken reference */
export async function assertFits(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { coming, going, about }: Fitting,
): Promise<void> {
  if (about.length === 0) return;
  const before = await installedPackages(context, context.plane, scope, environment.id);
  const after = coming
    .reduce<readonly PackageContent[]>(
      (all, one) => withPackage(all, one.package.packageId, one.package),
      before,
    )
    .filter(({ packageId }) => !going.includes(packageId));
  const moved = new Set(about);
  const dependencies = unmetDependencies(await setOf(context, scope, after, before, coming)).filter(
    ({ dependent, packageId }) => moved.has(dependent) || moved.has(packageId),
  );
  const references = await broken(context, scope, moved, before, after);
  if (dependencies.length + references.length > 0) throw conflict(environment, dependencies, references);
}

async function setOf(
  context: Context,
  scope: Scope,
  after: readonly PackageContent[],
  before: readonly InstalledPackage[],
  coming: readonly Coming[],
): Promise<readonly PackageInSet[]> {
  const { plane } = context;
  const needing = await Promise.all(
    after.map(async ({ packageId, manifestId, index }) => ({
      packageId,
      manifestId,
      needs: dependenciesOf(await manifestOf(context, plane, scope, index)),
    })),
  );
  const needed = new Set(needing.flatMap(({ needs }) => needs.map((need) => need.packageId)));
  const versionOf = async (packageId: string) => {
    const comes = coming.find((one) => one.package.packageId === packageId);
    if (comes) return comes.version();
    const stays = before.find((one) => one.packageId === packageId);
    return stays ? (await plane.versions.get(scope, stays.installation.versionId))?.version : undefined;
  };
  return Promise.all(
    needing.map(async ({ packageId, manifestId, needs }) => ({
      packageId: manifestId,
      version: (needed.has(manifestId) ? await versionOf(packageId) : undefined) ?? '',
      needs,
    })),
  );
}

async function broken(
  context: Context,
  scope: Scope,
  moved: ReadonlySet<string>,
  before: readonly PackageContent[],
  after: readonly PackageContent[],
): Promise<readonly BrokenReference[]> {
  const loaded = new Map<PackageContent, Promise<PackageBeside>>();
  const load = (one: PackageContent) => {
    const known = loaded.get(one) ?? beside(context, scope, one);
    loaded.set(one, known);
    return known;
  };
  const all = (set: readonly PackageContent[]) => Promise.all(set.map(load));
  const found: BrokenReference[] = [];
  const staying = after.filter(({ manifestId }) => !moved.has(manifestId));
  // Validation loads the spec: only where packages stand beside each other.
  const rules = () => import('./broken-references.ts');
  if (staying.length > 0) {
    const { brokenReferences, takesAway } = await rules();
    const [old, now] = [await all(before), await all(after)];
    const of = (set: readonly PackageBeside[], id: string) => set.find(({ packageId }) => packageId === id);
    if ([...moved].some((id) => takesAway(of(old, id), of(now, id))))
      for (const one of await all(staying)) found.push(...brokenReferences(one, old, now));
  }
  for (const one of after.filter(({ manifestId }) => moved.has(manifestId))) {
    const madeBeside = await authoredBeside(context, context.plane, scope, one.manifestId);
    const same = madeBeside.every(({ packageId, index }) =>
      after.some((there) => there.packageId === packageId && there.index === index),
    );
    if (same && madeBeside.length >= after.length - 1) continue;
    const { brokenReferences } = await rules();
    found.push(...brokenReferences(await load(one), await all(madeBeside), await all(after)));
  }
  return found;
}

async function beside(context: Context, scope: Scope, content: PackageContent): Promise<PackageBeside> {
  const { manifestId, index } = content;
  return {
    packageId: manifestId,
    index,
    manifest: await manifestFactsOf(context, context.plane, scope, index, manifestId),
    installed: await asInstalled(context, context.plane, scope, content),
  };
}

function conflict(
  { name }: EnvironmentRow,
  dependencies: readonly UnmetDependency[],
  references: readonly BrokenReference[],
): AuthoringError {
  const all = [
    ...dependencies.map(
      ({ dependent, packageId, requiredRange, reason }) =>
        `'${dependent}' needs '${packageId}' ${requiredRange}: ${reason}`,
    ),
    ...references.map(({ packageId, ref, path, message }) => `'${packageId}' ${ref} ${path}: ${message}`),
  ];
  return new AuthoringError(
    'DEPENDENCY_CONFLICT',
    `the packages of '${name}' would not fit each other: ${all[0]}${all.length > 1 ? ` (and ${all.length - 1} more)` : ''}`,
    {
      details: { environment: name, dependencies, references },
      suggestion:
        dependencies.length > 0
          ? `bring what is needed there first: mda promote VERSION --to ${name} --package ID`
          : 'keep what the other package refers to, or bring a version of that package first which does without',
    },
  );
}
