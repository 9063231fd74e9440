/**
 * Owns what follows the pointer swap: the checks that the environment's policy asks for, and, where it says so, the way
 * back to the version before when they fail. That way back is a run of its own, asked for by the policy, and is checked
 * but never rolled back in its turn.
 */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { policyOf } from '../govern/approval-demand.ts';
import type { HealthPolicy } from '../policy/health-policy.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { CheckResult, HealthState } from '../ports/health.ts';
import { driveRequested } from '../release/drive-requested.ts';
import { rollbackPreview } from '../release/rollback-preview.ts';
import type { RunKind, RunRow, RunTarget } from '../release/run.ts';
import { isLive } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, RollbackEntry } from '../service-types.ts';
import { activatedBy, checkUntilHealthy } from './check-health.ts';
import { stateOf } from './make-checks.ts';

export interface ActivationHealth {
  readonly state: HealthState;
  readonly results: readonly CheckResult[];
}

const CHECKED: ReadonlySet<RunKind> = new Set(['publish', 'promote', 'rollback']);
/** A rollback may go anywhere; what comes back by itself must not be sent away again by itself. */
const ROLLED_BACK: ReadonlySet<RunKind> = new Set(['publish', 'promote']);
const POLICY = { kind: 'service', id: 'policy:health' } as const;

/**
 * @param run that made a version live; one whose checks were made already is not checked again
 * @returns null: nothing is asked for, or it was made
 * @throws HEALTH_FAILED when the version before was brought back, or should have been
 */
export async function followActivation(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  onProgress?: OnProgress,
): Promise<ActivationHealth | null> {
  if (!CHECKED.has(run.request.kind) || !isLive(run)) return null;
  const { policy } = await policyOf(context, scope, environment);
  if (policy.health.checks.length === 0 || !(await isDue(context, scope, environment, run))) return null;
  say(run, onProgress, 'live: checking its health');
  const results = await checkUntilHealthy(context, scope, environment, policy.health);
  const state = stateOf(results);
  if (state === 'failing' && policy.health.onFailure === 'rollback' && ROLLED_BACK.has(run.request.kind))
    await goBack(context, scope, environment, run, policy.health, results, onProgress);
  return { state, results };
}

/** Another version may have gone live since, and then its checks are what counts. */
async function isDue(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<boolean> {
  const packageId = run.request.targets[0]?.packageId ?? '';
  if ((await activatedBy(context, scope, environment, packageId))?.id !== run.id) return false;
  const known = await context.plane.health.list(scope, environment.id);
  return !known.some((row) => row.packageId === packageId && row.runId === run.id);
}

async function goBack(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  health: HealthPolicy,
  results: readonly CheckResult[],
  onProgress: OnProgress | undefined,
): Promise<never> {
  const { targets } = run.request;
  // A train goes back as a whole: what came with it goes again, as long as something ran before.
  const target = targets.find(({ from }) => from !== null);
  const failing = results.filter(({ state }) => state === 'failing');
  const versions = run.frozen?.contents.map((one) => one.version) ?? [];
  const [version = ''] = versions;
  const what = `${versions.length > 1 ? `versions ${versions.join(', ')}` : `version ${version}`} failed ${failing.map(({ name }) => `'${name}'`).join(', ')} in '${environment.name}'`;
  const details = {
    environment: environment.name,
    version,
    run: run.id,
    failing,
    onFailure: health.onFailure,
  };
  if (!target || target.from === null)
    throw new AuthoringError('HEALTH_FAILED', `${what}, and is live: there was no version before it`, {
      details: { ...details, rolledBack: false },
      suggestion: `correct it and publish again; look at it once more with: mda health --env ${environment.name}`,
    });
  // Whoever may publish need not be allowed to roll back: the policy asks, and its owner was.
  const asPolicy: Context = { ...context, authorize: () => 'allow' };
  const byPolicy: Scope = { ...scope, principal: POLICY };
  const before = await context.plane.versions.get(scope, target.from);
  say(run, onProgress, `failing: going back to ${before?.version ?? target.from}`);
  try {
    const lost = await lostBy(asPolicy, byPolicy, environment, targets);
    if (lost.length > 0) throw losesValues(environment, lost);
    const back = await driveRequested(
      asPolicy,
      byPolicy,
      {
        kind: 'rollback',
        environmentId: environment.id,
        targets: targets.map(({ packageId, from, to }) => ({ packageId, from: to, to: from })),
        // It puts aside what the versions before lack. What it would lose is decided by people.
        force: true,
        keep: true,
      },
      onProgress,
    );
    await followActivation(asPolicy, byPolicy, environment, back.run, onProgress);
    throw new AuthoringError(
      'HEALTH_FAILED',
      `${what} and ${versions.length > 1 ? 'were' : 'was'} rolled back: ${before?.version ?? target.from} is live again`,
      {
        details: { ...details, rolledBack: true, rollback: back.run.id, live: before?.version ?? null },
        suggestion: 'what was written since is kept: correct the version and publish it again',
      },
    );
  } catch (error) {
    if (!isAuthoringError(error) || error.code === 'HEALTH_FAILED') throw error;
    throw new AuthoringError('HEALTH_FAILED', `${what}, and could not be rolled back: ${error.message}`, {
      details: { ...details, rolledBack: false, code: error.code, cause: error.details },
      suggestion:
        error.suggestion ??
        `see what stands against it with: mda rollback --env ${environment.name} --preview`,
      cause: error,
    });
  }
}

/** Of every package that goes back. */
async function lostBy(
  context: Context,
  scope: Scope,
  { name }: EnvironmentRow,
  targets: readonly RunTarget[],
): Promise<readonly RollbackEntry[]> {
  const lost: RollbackEntry[] = [];
  for (const { packageId, from } of targets) {
    const pkg = await context.plane.packages.get(scope, packageId);
    if (pkg === null || from === null) continue;
    const options = { targetEnv: name, packageId: pkg.manifestId, toVersionId: from, force: true };
    const preview = await rollbackPreview(context, scope, { ...options, count: 'lost' });
    lost.push(...preview.lost.filter(({ rows }) => rows !== 0));
  }
  return lost;
}

function losesValues({ name }: EnvironmentRow, lost: readonly { readonly name: string }[]): AuthoringError {
  return new AuthoringError(
    'DESTRUCTIVE_BLOCKED',
    `going back would lose values of ${lost.map((one) => one.name).join(', ')}`,
    {
      details: { lost },
      suggestion: `decide by: mda rollback --env ${name} --preview, and go back with: mda rollback --env ${name} --force`,
    },
  );
}

function say(run: RunRow, onProgress: OnProgress | undefined, message: string): void {
  onProgress?.({ run: run.id, kind: run.request.kind, state: run.state, done: 0, total: 0, message });
}
