/**
 * Owns noticing that a database was last worked on by a run that the control plane does not know: it was restored from a
 * backup older than that run. What the run left half done is in nobody's plan; a repair takes it away.
 */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetMark } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { outdatedDatabase } from './outdated-database.ts';
import type { RunRow } from './run.ts';

/** @returns the mark of the run that nobody knows; null: its run is known, or it is another environment's */
export async function forgottenMark(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  environment: Pick<EnvironmentRow, 'id'>,
): Promise<TargetMark | null> {
  if (mark === null || mark.environmentId !== environment.id || mark.runId === null) return null;
  return (await plane.runs.has(scope, mark.runId)) ? null : mark;
}

/** A repair takes the database over from a run that nobody knows, or that was not the last one. @returns the mark of that */
export async function takenOver(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  environment: EnvironmentRow,
  { request }: RunRow,
): Promise<TargetMark | undefined> {
  if (request.kind !== 'repair') return undefined;
  const forgotten = await forgottenMark(plane, scope, mark, environment);
  return forgotten ?? (await outdatedDatabase(plane, scope, mark, environment))?.mark;
}

/** @throws SCHEMA_AHEAD */
export async function assertNothingForgotten(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  environment: EnvironmentRow,
): Promise<void> {
  const forgotten = await forgottenMark(plane, scope, mark, environment);
  if (forgotten) throw runForgotten(environment, forgotten);
}

function runForgotten({ name }: EnvironmentRow, { runId, fence }: TargetMark): AuthoringError {
  return new AuthoringError(
    'SCHEMA_AHEAD',
    `the database of '${name}' was last worked on by run '${runId}', which the control plane does not know`,
    {
      details: { environment: name, run: runId, fence },
      suggestion: `see what that run left with: mda drift --env ${name}; take it back with: mda reconcile --env ${name} --repair`,
    },
  );
}
