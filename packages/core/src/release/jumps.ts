/**
 * Owns what lies between the versions that packages run and those that they get. Where it is a jump over others, forward or
 * back, those tell what is another thing by now, although both ends have something of its name.
 */
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import type { DirectedFact } from '../plan/jump-facts.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import { lineageIn } from './environment-lineage.ts';
import type { RunTarget } from './run.ts';
import type { NamedThing, VersionLineage } from './same-thing.ts';

export interface JumpInput {
  readonly targets: readonly RunTarget[];
  /** What the targets bring: a draft is no version yet that could be read. */
  readonly contents: readonly PackageContent[];
}

/** @returns by package, of those that skip a version */
export async function jumpsOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  { targets, contents }: JumpInput,
): Promise<ReadonlyMap<string, readonly DirectedFact[]>> {
  const jumps = new Map<string, readonly DirectedFact[]>();
  const unsealed = unsealedIn(targets, contents);
  let lineage: VersionLineage | null = null;
  for (const { packageId, from, to } of targets) {
    const [runs, comes] = [await versionOf(plane, scope, from), await versionOf(plane, scope, to)];
    if (runs === null || comes === null || runs.baseVersionId === to || comes.baseVersionId === from)
      continue;
    lineage ??= await lineageIn(context, plane, scope, environmentId, { contents, unsealed });
    const ends = (await lineage.ends(runs, comes)).map(({ thing }) => thing);
    const stay =
      ends.length === 0
        ? []
        : await askedByOthers(plane, scope, lineage, ends, { environmentId, packageId, targets });
    jumps.set(packageId, await lineage.facts(runs, comes, stay));
  }
  return jumps;
}

/** The columns that another package of the environment asks for all the while: nothing of them goes. */
async function askedByOthers(
  plane: ControlPlane,
  scope: Scope,
  lineage: VersionLineage,
  things: readonly NamedThing[],
  move: {
    readonly environmentId: string;
    readonly packageId: string;
    readonly targets: readonly RunTarget[];
  },
): Promise<readonly NamedThing[]> {
  const asked = new Set<NamedThing>();
  for (const { packageId, versionId } of await plane.installations.list(scope, move.environmentId)) {
    if (packageId === move.packageId) continue;
    const now = await versionOf(plane, scope, versionId);
    const moved = move.targets.find((target) => target.packageId === packageId);
    const then = moved ? await versionOf(plane, scope, moved.to) : now;
    if (now === null || then === null) continue;
    for (const thing of things)
      if (
        thing.column !== null &&
        (await lineage.has(thing, now)) &&
        (await lineage.reaches(thing, now, then))
      )
        asked.add(thing);
  }
  return [...asked];
}

/** By the ids of the targets. */
function unsealedIn(
  targets: readonly RunTarget[],
  contents: readonly PackageContent[],
): ReadonlyMap<string, VersionContent> {
  return new Map(
    targets.flatMap(({ packageId, to }) => {
      const content = contents.find((one) => one.packageId === packageId);
      return to !== null && content ? [[to, content] as const] : [];
    }),
  );
}

async function versionOf(plane: ControlPlane, scope: Scope, id: string | null): Promise<VersionRow | null> {
  return id === null ? null : plane.versions.get(scope, id);
}
