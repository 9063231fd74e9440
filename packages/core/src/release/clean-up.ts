/**
 * Owns what a publish to a development environment ends with: nothing is kept there, so it finalizes and purges, each a
 * run of its own. Whoever drives the run to its end does so, also after a crash between any two of them.
 */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PublishResult } from '../service-types.ts';
import { driveFollowUp } from './drive-requested.ts';
import { driveRun } from './drive-run.ts';
import { finalizeRequest } from './finalize.ts';
import { pendingContract } from './pending-contract.ts';
import { purgeRequest } from './purge.ts';
import type { RunRow } from './run.ts';
import { runById } from './run-record.ts';
import { isOneWay, touchesTables } from './run-state.ts';

/**
 * Finalizes, then purges, where there is something to do. A follow-up that does not get the environment is reported by
 * its state, and done by the next one; one that stopped half way is gone on with. What is held is in use until the contract
 * has ended: nothing is purged before.
 */
export async function cleanUp(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  onProgress?: OnProgress,
): Promise<PublishResult['followUps']> {
  const { plane } = context;
  const runs: RunRow[] = [];
  for (const open of await plane.runs.open(scope, environment.id))
    if (isOneWay(open) && touchesTables(open)) runs.push(await goOn(context, scope, open, onProgress));
  const isStopped = () => runs.some(({ state }) => state !== 'finished');
  if (!isStopped() && (await pendingContract(plane, scope, environment.id)).runIds.length > 0)
    runs.push(await driveFollowUp(context, scope, finalizeRequest(environment), onProgress));
  if (!isStopped() && (await plane.holds.list(scope, environment.id)).length > 0)
    runs.push(await driveFollowUp(context, scope, purgeRequest(environment), onProgress));
  return runs.map((run) => ({ run: run.id, kind: run.request.kind, state: run.state }));
}

/** Why it stopped again stands in the run, and is no error of the version that is live. */
async function goOn(
  context: Context,
  scope: Scope,
  { id }: RunRow,
  onProgress?: OnProgress,
): Promise<RunRow> {
  try {
    return await driveRun(context, scope, id, onProgress);
  } catch (error) {
    if (!isAuthoringError(error)) throw error;
    return runById(context.plane, scope, id);
  }
}
