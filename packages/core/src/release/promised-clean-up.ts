/**
 * Owns which run promised that nothing stays behind it: one whose version is live in a development environment, unless
 * somebody asked to keep what it drops. After a crash the promise stands until somebody went on with it.
 */
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { pendingContract } from './pending-contract.ts';
import type { RunKind, RunRequest, RunRow } from './run.ts';
import { isLive } from './run-state.ts';

const VERSION_RUNS: ReadonlySet<RunKind> = new Set([
  'publish',
  'preview',
  'promote',
  'rollback',
  'uninstall',
]);
/** Among them the newest that is live is looked for. */
const RECENT_RUNS = 100;

export function promisesCleanUp(environment: Pick<EnvironmentRow, 'type'>, run: RunRow): boolean {
  return isLive(run) && asksForCleanUp(environment, run.request);
}

/** Once its version is live. */
export function asksForCleanUp(
  { type }: Pick<EnvironmentRow, 'type'>,
  { kind, keep }: Pick<RunRequest, 'kind' | 'keep'>,
): boolean {
  return type === 'development' && VERSION_RUNS.has(kind) && keep !== true;
}

/** The run that is live and whose clean-up has not ended; null: there is none, or whoever drives it may go on with it. */
export async function runToCleanUp(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
): Promise<RunRow | null> {
  if (environment.type !== 'development') return null;
  if (!(await isUnclean(plane, scope, environment.id))) return null;
  const runs = await plane.runs.list(scope, { environmentId: environment.id, limit: RECENT_RUNS });
  const newest = runs.find((run) => VERSION_RUNS.has(run.request.kind) && isLive(run));
  return newest && promisesCleanUp(environment, newest) ? newest : null;
}

/** What a repair or a run that was given up put aside is nobody's promise. */
async function isUnclean(plane: ControlPlane, scope: Scope, environmentId: string): Promise<boolean> {
  if ((await pendingContract(plane, scope, environmentId)).runIds.length > 0) return true;
  const holds = await plane.holds.list(scope, environmentId);
  for (const id of new Set(holds.map(({ runId }) => runId))) {
    const run = await plane.runs.get(scope, id);
    if (run && VERSION_RUNS.has(run.request.kind) && run.state !== 'abandoned') return true;
  }
  return false;
}
