/** Owns what a draft is validated beside: the packages installed in the environments of its organization. */
import { factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { InstalledPackage } from '../validate/validate-set.ts';
import type { PackageContent } from './compare-contents.ts';
import { type InstalledPackage as Installed, installedPackages } from './environment-content.ts';
import { manifestFactsOf } from './manifest-facts.ts';

/** Of each other package the version in the earliest environment of the pipeline that has it. */
export async function otherPackages(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  manifestId: string,
): Promise<readonly InstalledPackage[]> {
  const found = await authoredBeside(context, plane, scope, manifestId);
  return Promise.all(found.map((content) => asInstalled(context, plane, scope, content)));
}

/** The same by content. */
export async function authoredBeside(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  manifestId: string,
): Promise<readonly Installed[]> {
  const found = new Map<string, Installed>();
  for (const environment of await plane.environments.list(scope))
    for (const installed of await installedPackages(context, plane, scope, environment.id))
      if (installed.manifestId !== manifestId && !found.has(installed.manifestId))
        found.set(installed.manifestId, installed);
  return [...found.values()];
}

/** What validation asks of a package that is there. */
export async function asInstalled(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  { manifestId, index }: PackageContent,
): Promise<InstalledPackage> {
  const { namespace } = await manifestFactsOf(context, plane, scope, index, manifestId);
  const facts = await factsOf(context, plane, scope, index);
  return {
    packageId: manifestId,
    ...(namespace === undefined ? {} : { namespace }),
    items: [...facts].map(([key, item]) => ({ key, facts: item })),
  };
}
