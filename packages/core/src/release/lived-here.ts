/**
 * Owns which of the things that a plan begins empty lived in the environment once, in whichever version: those are gone, and
 * not merely new. Asked thing by thing: a version that never ran there may have what another one had.
 */
import type { Context } from '../context.ts';
import { eventsWhere } from '../govern/events-where.ts';
import { namesAfter } from '../plan/names-after.ts';
import { shadowedName } from '../plan/shadow-name.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import { lineageIn } from './environment-lineage.ts';
import type { EnvironmentPlan } from './plan-environment.ts';
import { byAge, type NamedThing } from './same-thing.ts';

/** @param versions that are gone back to @returns `table` and `table.column`, by the names that they have there */
export async function livedHere(
  context: Pick<Context, 'cache' | 'plane'>,
  scope: Scope,
  environment: Pick<EnvironmentRow, 'id'>,
  planned: EnvironmentPlan,
  versions: readonly VersionRow[],
): Promise<ReadonlySet<string>> {
  const lived = new Set<string>();
  const things = begunBy(planned);
  // A version that gets nothing anew misses nothing: the log is long.
  if (things.length === 0) return lived;
  const live = await liveVersions(context, scope, environment, versions);
  const lineage = await lineageIn(context, context.plane, scope, environment.id);
  const livedIn = async (thing: NamedThing, version: VersionRow) => {
    if (!(await lineage.has(thing, version))) return false;
    for (const one of live)
      if (one.packageId === version.packageId && (await lineage.isSame(thing, version, one))) return true;
    return false;
  };
  for (const thing of things)
    for (const version of versions)
      if (await livedIn(thing, version)) lived.add(nameOf(thing.table, thing.column ?? undefined));
  return lived;
}

export function nameOf(table: string, column?: string): string {
  return column === undefined ? table : `${table}.${column}`;
}

function begunBy({ plan }: EnvironmentPlan): readonly NamedThing[] {
  const steps = plan.steps.map(({ step }) => step);
  return steps.flatMap((step): readonly NamedThing[] => {
    if (step.kind === 'create_table') return [{ table: step.table, column: null }];
    if (step.kind !== 'add_column') return [];
    const { table, column = null } = namesAfter(steps, step, step.table, shadowedName(step.column.name));
    return [{ table, column }];
  });
}

/** All that were ever active there of the packages of these: first these, then the newest, which are found soonest. */
async function liveVersions(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  { id }: Pick<EnvironmentRow, 'id'>,
  versions: readonly VersionRow[],
): Promise<readonly VersionRow[]> {
  const packages = new Set(versions.map(({ packageId }) => packageId));
  const activated = await eventsWhere(
    plane,
    scope,
    ({ op, environmentId, packageId }) =>
      op === 'environment.activated' && environmentId === id && packages.has(packageId ?? ''),
  );
  const ids = new Set(activated.flatMap(({ versionId }) => versionId ?? []));
  const first = versions.filter((version) => ids.has(version.id));
  for (const version of first) ids.delete(version.id);
  const others = await Promise.all([...ids].map((one) => plane.versions.get(scope, one)));
  return [...first, ...others.filter((one) => one !== null).sort((a, b) => byAge(b, a))];
}
