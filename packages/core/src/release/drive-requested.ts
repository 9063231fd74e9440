/** Owns requesting a run and driving it in one go: a run that never got the environment leaves no open wish behind. */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { type DrivenRun, drive } from './drive-run.ts';
import { requestRun } from './request-run.ts';
import type { RunRequest, RunRow } from './run.ts';
import { runById, saveRun } from './run-record.ts';

export async function driveRequested(
  context: Context,
  scope: Scope,
  request: RunRequest,
  onProgress?: OnProgress,
): Promise<DrivenRun> {
  const run = await requestRun(context, scope, request);
  try {
    return await drive(context, scope, run.id, onProgress);
  } catch (error) {
    await stopped(context, scope, run.id, error);
    throw error;
  }
}

/** The same for work that follows what is live already: why it stopped stands in its run, and is no error of that. */
export async function driveFollowUp(
  context: Context,
  scope: Scope,
  request: RunRequest,
  onProgress?: OnProgress,
): Promise<RunRow> {
  const run = await requestRun(context, scope, request);
  try {
    return (await drive(context, scope, run.id, onProgress)).run;
  } catch (error) {
    if (!isAuthoringError(error)) throw error;
    return stopped(context, scope, run.id, error);
  }
}

async function stopped(context: Context, scope: Scope, runId: string, error: unknown): Promise<RunRow> {
  const run = await runById(context.plane, scope, runId);
  if (run.state !== 'requested' || !isAuthoringError(error)) return run;
  const failure = { code: error.code, message: error.message };
  return saveRun(context, context.plane, scope, run, { state: 'refused', failure });
}
