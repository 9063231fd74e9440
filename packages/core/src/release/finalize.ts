/** Owns the contract phase as runs of their own: finalize renames aside what the active version does not need. */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PublishResult } from '../service-types.ts';
import { driveFollowUp, driveRequested } from './drive-requested.ts';
import { environmentByName } from './find-environment.ts';
import { pendingContract } from './pending-contract.ts';
import { purgeRequest } from './purge.ts';
import type { RunRequest, RunRow } from './run.ts';

export async function finalize(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv: string },
  onProgress?: OnProgress,
): Promise<RunRow> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  return (await driveRequested(context, scope, finalizeRequest(environment), onProgress)).run;
}

function finalizeRequest({ id }: EnvironmentRow): RunRequest {
  return { kind: 'finalize', environmentId: id, targets: [], force: false };
}

/** Finalizes when an earlier run left something for later. */
export async function finalizeBefore(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  onProgress?: OnProgress,
): Promise<void> {
  const { runIds } = await pendingContract(context.plane, scope, environment.id);
  if (runIds.length > 0) await driveRequested(context, scope, finalizeRequest(environment), onProgress);
}

/**
 * Development environments keep nothing: finalize, then purge, each its own run and only when there is something to do.
 * The version is live: a follow-up that does not get the environment is reported by its state, and done by the next one.
 */
export async function cleanUp(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  onProgress?: OnProgress,
): Promise<PublishResult['followUps']> {
  const runs: RunRow[] = [];
  const { runIds } = await pendingContract(context.plane, scope, environment.id);
  if (runIds.length > 0)
    runs.push(await driveFollowUp(context, scope, finalizeRequest(environment), onProgress));
  const holds = await context.plane.holds.list(scope, environment.id);
  if (holds.length > 0) runs.push(await driveFollowUp(context, scope, purgeRequest(environment), onProgress));
  return runs.map((run) => ({ run: run.id, kind: run.request.kind, state: run.state }));
}
