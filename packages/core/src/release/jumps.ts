/**
 * Owns what lies between the versions that packages run and the sealed ones that they get. Where it is a jump over others,
 * those tell what is another thing by now, although both ends have something of its name.
 */
import type { Context } from '../context.ts';
import type { DirectedFact } from '../plan/jump-facts.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { RunTarget } from './run.ts';
import { VersionLineage } from './same-thing.ts';

/** @returns by package, of those that skip a version */
export async function jumpsOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  targets: readonly RunTarget[],
): Promise<ReadonlyMap<string, readonly DirectedFact[]>> {
  const jumps = new Map<string, readonly DirectedFact[]>();
  for (const { packageId, from, to } of targets) {
    if (from === null || to === null) continue;
    const [runs, comes] = [await plane.versions.get(scope, from), await plane.versions.get(scope, to)];
    if (runs === null || comes === null || runs.baseVersionId === to || comes.baseVersionId === from)
      continue;
    // What is a draft still begins nothing anew that it does not say.
    if (comes.status === 'draft') continue;
    const { tableNameOf } = await import('../plan/storage/table-name.ts');
    const lineage = new VersionLineage(context, plane, scope, tableNameOf);
    jumps.set(packageId, await lineage.facts(runs, comes));
  }
  return jumps;
}
