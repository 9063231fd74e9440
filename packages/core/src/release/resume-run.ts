/** Owns going on with a run that stopped, to the end that whoever asked for it was promised. */
import type { Context } from '../context.ts';
import { followActivation } from '../health/follow-activation.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { cleanUp } from './clean-up.ts';
import { driveRun } from './drive-run.ts';
import { environmentByName } from './find-environment.ts';
import { runToCleanUp } from './promised-clean-up.ts';
import type { RunRow } from './run.ts';
import { runById } from './run-record.ts';

/**
 * Drives a run that stopped, and then does what the version that is live promised.
 * @returns the run at rest @throws HEALTH_FAILED
 */
export async function resumeRun(
  context: Context,
  scope: Scope,
  runId: string,
  onProgress?: OnProgress,
): Promise<RunRow> {
  const run = await driveRun(context, scope, runId, onProgress);
  const environment = await environmentByName(context.plane, scope, run.request.environmentId);
  // Whoever made it live may not have come as far as its checks.
  await followActivation(context, scope, environment, run, onProgress);
  if ((await runToCleanUp(context.plane, scope, environment)) === null) return run;
  await cleanUp(context, scope, environment, onProgress);
  return runById(context.plane, scope, runId);
}
