/** Owns what a draft is validated beside: the packages installed in the environments of its organization. */
import { factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { InstalledPackage } from '../validate/validate-set.ts';
import { installedPackages } from './environment-content.ts';
import { manifestFactsOf } from './manifest-facts.ts';

/** Of each other package the version in the earliest environment of the pipeline that has it. */
export async function otherPackages(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  manifestId: string,
): Promise<readonly InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  for (const environment of await plane.environments.list(scope))
    for (const installed of await installedPackages(context, plane, scope, environment.id)) {
      if (installed.manifestId === manifestId || found.has(installed.manifestId)) continue;
      const { namespace } = await manifestFactsOf(
        context,
        plane,
        scope,
        installed.index,
        installed.manifestId,
      );
      const facts = await factsOf(context, plane, scope, installed.index);
      found.set(installed.manifestId, {
        packageId: installed.manifestId,
        ...(namespace === undefined ? {} : { namespace }),
        items: [...facts].map(([key, item]) => ({ key, facts: item })),
      });
    }
  return [...found.values()];
}
