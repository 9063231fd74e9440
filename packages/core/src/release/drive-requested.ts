/** Owns requesting a run and driving it in one go: a run that never got the environment is refused, and leaves no wish. */
import type { Context } from '../context.ts';
import { type AuthoringError, isAuthoringError } from '../error.ts';
import type { GatedRun } from '../govern/gate-run.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { type DrivenRun, driveNew } from './drive-run.ts';
import { newRun } from './request-run.ts';
import type { RunRequest, RunRow } from './run.ts';
import { failureOf } from './run-record.ts';

export async function driveRequested(
  context: Context,
  scope: Scope,
  request: RunRequest,
  onProgress?: OnProgress,
): Promise<DrivenRun> {
  return driveMade(context, scope, await newRun(context, scope, request), onProgress);
}

/** The same for a run that passed its gate already. */
export async function driveMade(
  context: Context,
  scope: Scope,
  { run, environment, foreseen }: GatedRun,
  onProgress?: OnProgress,
): Promise<DrivenRun> {
  try {
    return await driveNew(context, scope, environment, run, onProgress, foreseen);
  } catch (error) {
    if (isAuthoringError(error)) await recorded(context, scope, run, error);
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
  const { run, environment } = await newRun(context, scope, request);
  try {
    return (await driveNew(context, scope, environment, run, onProgress)).run;
  } catch (error) {
    if (!isAuthoringError(error)) throw error;
    return recorded(context, scope, run, error);
  }
}

/** The run as it stands in the journal; why it never got there, when it did not. */
async function recorded(context: Context, scope: Scope, run: RunRow, error: AuthoringError): Promise<RunRow> {
  const known = await context.plane.runs.get(scope, run.id);
  if (known) return known;
  const refused = {
    ...run,
    state: 'refused',
    failure: failureOf(error),
    finishedAt: context.clock.now(),
  } as const;
  await context.plane.runs.insert(scope, refused);
  return refused;
}
