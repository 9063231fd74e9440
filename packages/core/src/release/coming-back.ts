/**
 * Owns a package that was uninstalled and comes back. While its tables are kept, only the version that was taken away
 * comes back, with its rows: any other would start with empty tables beside them, and nobody asked for that.
 */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { RunRequest, RunRow, RunTarget } from './run.ts';
import { isLive } from './run-state.ts';

/** @returns id of the version that was uninstalled and whose tables are kept; null: nothing is */
async function keptVersion(
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  packageId: string,
): Promise<string | null> {
  const runs: RunRow[] = [...(await plane.runs.open(scope, environmentId))];
  const holds = await plane.holds.list(scope, environmentId);
  for (const id of new Set(holds.filter(({ held }) => held.kind === 'table').map(({ runId }) => runId))) {
    const run = await plane.runs.get(scope, id);
    if (run) runs.push(run);
  }
  const removals = runs
    .filter(isLive)
    .flatMap(({ request, requestedAt, id }) =>
      request.targets
        .filter((target) => target.packageId === packageId && target.to === null && target.from !== null)
        .map(({ from }) => ({ from, order: `${requestedAt} ${id}` })),
    )
    .sort((a, b) => (a.order < b.order ? 1 : -1));
  return removals[0]?.from ?? null;
}

/** Those of the targets that bring back the version that was uninstalled, with what is kept of it. */
export async function comingBack(
  plane: ControlPlane,
  scope: Scope,
  { environmentId, targets }: Pick<RunRequest, 'environmentId' | 'targets'>,
): Promise<readonly RunTarget[]> {
  const back: RunTarget[] = [];
  for (const target of targets)
    if (
      target.from === null &&
      target.to !== null &&
      (await keptVersion(plane, scope, environmentId, target.packageId)) === target.to
    )
      back.push(target);
  return back;
}

/** What goes back, or comes back, takes what is still there under its name as it is; before anything else that is put aside. */
export async function finalizesFirst(
  plane: ControlPlane,
  scope: Scope,
  request: RunRequest,
): Promise<boolean> {
  return request.kind !== 'rollback' && (await comingBack(plane, scope, request)).length === 0;
}

/** @throws PACKAGE_HELD when another version would come than the one whose tables are kept */
export async function assertComesBackFirst(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  targets: readonly RunTarget[],
): Promise<void> {
  for (const { packageId, from, to } of targets) {
    if (from !== null || to === null) continue;
    const kept = await keptVersion(plane, scope, environment.id, packageId);
    if (kept === null || kept === to) continue;
    const pkg = await plane.packages.get(scope, packageId);
    const version = (await plane.versions.get(scope, kept))?.version ?? kept;
    throw new AuthoringError(
      'PACKAGE_HELD',
      `'${pkg?.manifestId ?? packageId}' was uninstalled from '${environment.name}' at ${version}, and its tables are kept`,
      {
        details: { environment: environment.name, package: pkg?.manifestId ?? packageId, version },
        suggestion: `bring it back as it was with: mda promote ${version} --to ${environment.name}, then move on; or let its rows go for good with: mda finalize --env ${environment.name} and mda purge --env ${environment.name} --force`,
      },
    );
  }
}
