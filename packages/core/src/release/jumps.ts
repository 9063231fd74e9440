/**
 * Owns what lies between the versions that packages run and the sealed ones that they get. Where it is a jump over others,
 * those tell what is another thing by now, although both ends have something of its name.
 */
import type { Context } from '../context.ts';
import type { DirectedFact } from '../plan/jump-facts.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { RunTarget } from './run.ts';
import { type NamedThing, VersionLineage } from './same-thing.ts';
import { VersionTables } from './version-tables.ts';

type Reader = Pick<Context, 'cache'>;
type TableOf = (objectName: string) => string;

/** @returns by package, of those that skip a version */
export async function jumpsOf(
  context: Reader,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  targets: readonly RunTarget[],
): Promise<ReadonlyMap<string, readonly DirectedFact[]>> {
  const jumps = new Map<string, readonly DirectedFact[]>();
  for (const { packageId, from, to } of targets) {
    const [runs, comes] = [await versionOf(plane, scope, from), await versionOf(plane, scope, to)];
    if (runs === null || comes === null || runs.baseVersionId === to || comes.baseVersionId === from)
      continue;
    // What is a draft still begins nothing anew that it does not say.
    if (comes.status === 'draft') continue;
    const { tableNameOf } = await import('../plan/storage/table-name.ts');
    const lineage = new VersionLineage(context, plane, scope, tableNameOf);
    const ends = (await lineage.ends(runs, comes)).map(({ thing }) => thing);
    const stay =
      ends.length === 0
        ? []
        : await askedByOthers(context, plane, scope, tableNameOf, ends, {
            environmentId,
            packageId,
            targets,
          });
    jumps.set(packageId, await lineage.facts(runs, comes, stay));
  }
  return jumps;
}

/** The columns that another package of the environment asks for all the while: nothing of them goes. */
async function askedByOthers(
  context: Reader,
  plane: ControlPlane,
  scope: Scope,
  tableOf: TableOf,
  things: readonly NamedThing[],
  move: {
    readonly environmentId: string;
    readonly packageId: string;
    readonly targets: readonly RunTarget[];
  },
): Promise<readonly NamedThing[]> {
  const tables = new VersionTables(context, plane, scope, tableOf);
  const asks = async (version: VersionRow | null, { table, column }: NamedThing) =>
    version !== null && column !== null && (await tables.table(table, version))?.columns.has(column) === true;
  const asked = new Set<NamedThing>();
  for (const { packageId, versionId } of await plane.installations.list(scope, move.environmentId)) {
    if (packageId === move.packageId) continue;
    const now = await versionOf(plane, scope, versionId);
    const moved = move.targets.find((target) => target.packageId === packageId);
    const then = moved ? await versionOf(plane, scope, moved.to) : now;
    for (const thing of things) if ((await asks(now, thing)) && (await asks(then, thing))) asked.add(thing);
  }
  return [...asked];
}

async function versionOf(plane: ControlPlane, scope: Scope, id: string | null): Promise<VersionRow | null> {
  return id === null ? null : plane.versions.get(scope, id);
}
