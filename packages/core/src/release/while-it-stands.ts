/**
 * Owns telling tables that drifted from an environment that another run moved on while somebody looked at it: pointers are
 * read first and tables after them, and only a run has the lease that keeps both as they are.
 */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { touchesTables } from './run-state.ts';

/** More has happened than is worth looking through. */
const EVENTS_MAX = 50;

/** @throws PLAN_STALE in the place of SCHEMA_DRIFT where the environment changed meanwhile */
export async function whileItStands<T>(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  { id, name }: EnvironmentRow,
  look: () => Promise<T>,
): Promise<T> {
  const seen = await plane.log.head(scope);
  const underWay = async () => (await plane.runs.open(scope, id)).filter(touchesTables).map((run) => run.id);
  const before = await underWay();
  try {
    return await look();
  } catch (error) {
    if (!isAuthoringError(error) || error.code !== 'SCHEMA_DRIFT') throw error;
    const since = await plane.log.since(scope, seen, EVENTS_MAX);
    const moved =
      since.length === EVENTS_MAX ||
      since.some(({ environmentId, op }) => environmentId === id && !op.startsWith('approval.')) ||
      (await underWay()).some((run) => !before.includes(run));
    if (!moved) throw error;
    throw new AuthoringError('PLAN_STALE', `another run changed '${name}' while it was looked at`, {
      details: { environment: name },
      suggestion: `nothing was executed: see what it runs with: mda env show ${name}, and repeat the command`,
      cause: error,
    });
  }
}
