/**
 * Owns noticing that a database is older than what the control plane did with it: it was restored from a backup. Its tables
 * may look as if nothing were missing, and its values still be those of before; only its mark tells.
 */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetMark } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { AppliedRun } from './run.ts';

export interface OutdatedDatabase {
  readonly mark: TargetMark;
  /** The last run whose changes it lacks; those before it may be missing too. */
  readonly lacks: AppliedRun;
}

/**
 * A run that is half done speaks for itself: whoever goes on with it starts where the mark is.
 * @param mark as the database carries it
 * @returns null: it has all that ended runs did, or it carries no mark that is known here
 */
export async function outdatedDatabase(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  { id }: Pick<EnvironmentRow, 'id'>,
): Promise<OutdatedDatabase | null> {
  if (mark === null || mark.environmentId !== id || mark.runId === null) return null;
  const last = await plane.runs.lastApplied(scope, id);
  if (last === null || mark.fence > last.fence) return null;
  if (mark.runId === last.id && mark.chunksDone >= last.nextChunk) return null;
  return (await plane.runs.has(scope, mark.runId)) ? { mark, lacks: last } : null;
}

/** @throws SCHEMA_DRIFT naming the run that the database lacks */
export async function assertNotOutdated(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  environment: EnvironmentRow,
): Promise<void> {
  const outdated = await outdatedDatabase(plane, scope, mark, environment);
  if (outdated === null) return;
  const { name } = environment;
  const { lacks } = outdated;
  throw new AuthoringError(
    'SCHEMA_DRIFT',
    `the database of '${name}' was restored from a backup: it lacks what run '${lacks.id}' did, which ended ${lacks.finishedAt ?? lacks.updatedAt}`,
    {
      details: { environment: name, lacks: lacks.id, run: outdated.mark.runId },
      suggestion: `restore a backup from after that; or go on with this one: see what differs with: mda drift --env ${name}, and bring its tables to the live version with: mda reconcile --env ${name} --repair (values that runs since then filled or converted stay as the backup has them)`,
    },
  );
}
