/**
 * Owns checking an environment's health and keeping what was found: one row an installation, one event where it changed
 * or a version had just gone live.
 */
import type { Context } from '../context.ts';
import { policyOf } from '../govern/approval-demand.ts';
import type { HealthCheck, HealthPolicy } from '../policy/health-policy.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { CheckResult, HealthRow, HealthState } from '../ports/health.ts';
import type { RunKind, RunRow } from '../release/run.ts';
import { isLive } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';
import { makeChecks, stateOf } from './make-checks.ts';

export interface HealthReport {
  readonly environment: string;
  readonly state: HealthState;
  readonly checkedAt: string;
  readonly results: readonly CheckResult[];
  readonly onFailure: HealthPolicy['onFailure'];
  readonly installations: readonly ObservedInstallation[];
}

/** What an environment is to run, and how it was found running it. */
export interface ObservedInstallation {
  /** manifestId. */
  readonly package: string;
  /** Desired. */
  readonly version: string;
  readonly observed: HealthState;
  /** Since when; null: nobody looked since that version went live. */
  readonly since: string | null;
  readonly checkedAt: string | null;
  /** Checks that did not pass. */
  readonly failing: readonly CheckResult[];
}

const LOOKS_PAUSE_MS = 1_000;
/** Of runs, the newest that is live is looked for among so many. */
const RECENT_RUNS = 100;
const ACTIVATING: ReadonlySet<RunKind> = new Set(['publish', 'preview', 'promote', 'rollback']);
const SCHEMA: HealthCheck = { kind: 'schema', name: 'schema' };

/** One look, on demand. An environment without checks is looked at for its tables. */
export async function checkHealth(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { keeps }: { readonly keeps: boolean },
): Promise<HealthReport> {
  const { policy } = await policyOf(context, scope, environment);
  const checks = policy.health.checks.length === 0 ? [SCHEMA] : policy.health.checks;
  const results = await makeChecks(context, scope, environment, checks);
  if (keeps) await keep(context, scope, environment, results, 'changed');
  return {
    environment: environment.name,
    state: stateOf(results),
    checkedAt: context.clock.now(),
    results,
    onFailure: policy.health.onFailure,
    installations: await observedInstallations(context, scope, environment),
  };
}

/** Looks until all is well or the time is over that the policy gives an app to start. */
export async function checkUntilHealthy(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { checks, withinSeconds }: HealthPolicy,
): Promise<readonly CheckResult[]> {
  const until = new Date(Date.parse(context.clock.now()) + withinSeconds * 1_000).toISOString();
  // Looks are counted as well: a clock may stand still.
  for (let look = 0; ; look += 1) {
    const results = await makeChecks(context, scope, environment, checks);
    const isOver = look * LOOKS_PAUSE_MS >= withinSeconds * 1_000 || context.clock.now() >= until;
    if (stateOf(results) !== 'failing' || isOver || context.probes === undefined) {
      await keep(context, scope, environment, results, 'always');
      return results;
    }
    await context.probes.pause(LOOKS_PAUSE_MS);
  }
}

export async function observedInstallations(
  context: Pick<Context, 'plane'>,
  scope: Scope,
  environment: Pick<EnvironmentRow, 'id'>,
): Promise<readonly ObservedInstallation[]> {
  const { plane } = context;
  const rows = new Map(
    (await plane.health.list(scope, environment.id)).map((row) => [row.packageId, row] as const),
  );
  const observed: ObservedInstallation[] = [];
  for (const { packageId, versionId } of await plane.installations.list(scope, environment.id)) {
    const pkg = await plane.packages.get(scope, packageId);
    const version = await plane.versions.get(scope, versionId);
    const row = rows.get(packageId);
    // What was found of another version, or before this one went live again, says nothing of it.
    const live = await activatedBy(context, scope, environment, packageId);
    const holds = row !== undefined && row.versionId === versionId && row.runId === (live?.id ?? '');
    observed.push({
      package: pkg?.manifestId ?? packageId,
      version: version?.version ?? versionId,
      observed: holds ? row.state : 'unknown',
      since: holds ? row.since : null,
      checkedAt: holds ? row.checkedAt : null,
      failing: holds ? row.results.filter(({ state }) => state !== 'healthy') : [],
    });
  }
  return observed;
}

/** The run by which a package runs what it runs; null: it is not among the last ones. */
export async function activatedBy(
  { plane }: Pick<Context, 'plane'>,
  scope: Scope,
  { id }: Pick<EnvironmentRow, 'id'>,
  packageId: string,
): Promise<RunRow | null> {
  const runs = await plane.runs.list(scope, { environmentId: id, limit: RECENT_RUNS });
  return (
    runs.find(
      (run) =>
        ACTIVATING.has(run.request.kind) &&
        isLive(run) &&
        run.request.targets.some((target) => target.packageId === packageId),
    ) ?? null
  );
}

/** Every installation of the environment is found in one state: the app runs all of them. */
async function keep(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  results: readonly CheckResult[],
  told: 'always' | 'changed',
): Promise<void> {
  const state = stateOf(results);
  const at = context.clock.now();
  await context.plane.transaction(async (tx) => {
    const before = await tx.health.list(scope, environment.id);
    let changed = told === 'always';
    for (const { packageId, versionId } of await tx.installations.list(scope, environment.id)) {
      const run = await activatedBy({ plane: tx }, scope, environment, packageId);
      const known = before.find((row) => row.packageId === packageId && row.runId === run?.id);
      if (known?.state !== state) changed = true;
      const row: HealthRow = {
        environmentId: environment.id,
        packageId,
        versionId,
        runId: run?.id ?? '',
        state,
        since: known?.state === state ? known.since : at,
        checkedAt: at,
        results,
      };
      await tx.health.put(scope, row);
    }
    if (!changed) return;
    await tx.log.record(scope, {
      op: 'environment.checked',
      environmentId: environment.id,
      data: { state, results: results.filter((result) => result.state !== 'healthy') },
      at,
    });
  });
}
