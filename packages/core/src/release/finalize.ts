/** Owns the contract phase as runs of their own: finalize renames aside what the active version does not need. */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PublishResult } from '../service-types.ts';
import { driveRun } from './drive-run.ts';
import { environmentByName } from './find-environment.ts';
import { pendingContract } from './pending-contract.ts';
import { purgeEnvironment } from './purge.ts';
import { requestRun } from './request-run.ts';
import type { RunRow } from './run.ts';

export async function finalize(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv: string },
  onProgress?: OnProgress,
): Promise<RunRow> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  return finalizeEnvironment(context, scope, environment, onProgress);
}

async function finalizeEnvironment(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  onProgress?: OnProgress,
): Promise<RunRow> {
  const run = await requestRun(context, scope, {
    kind: 'finalize',
    environmentId: environment.id,
    targets: [],
    force: false,
  });
  return driveRun(context, scope, run.id, onProgress);
}

/** Finalizes when an earlier run left something for later. */
export async function finalizeBefore(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  onProgress?: OnProgress,
): Promise<void> {
  const { runIds } = await pendingContract(context.plane, scope, environment.id);
  if (runIds.length > 0) await finalizeEnvironment(context, scope, environment, onProgress);
}

/** Development environments keep nothing: finalize, then purge, each its own run and only when there is something to do. */
export async function cleanUp(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  onProgress?: OnProgress,
): Promise<PublishResult['followUps']> {
  const runs: RunRow[] = [];
  const { runIds } = await pendingContract(context.plane, scope, environment.id);
  if (runIds.length > 0) runs.push(await finalizeEnvironment(context, scope, environment, onProgress));
  const holds = await context.plane.holds.list(scope, environment.id);
  if (holds.length > 0) runs.push((await purgeEnvironment(context, scope, environment, onProgress)).run);
  return runs.map((run) => ({ run: run.id, kind: run.request.kind, state: run.state }));
}
