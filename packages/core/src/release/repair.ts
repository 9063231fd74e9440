/**
 * Owns repairing an environment: the real tables are brought back to what its active versions need, by a run like any
 * other. What the database has beyond that is put aside, not dropped; tables that are not ours are left alone.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, RepairPreview, RepairResult } from '../service-types.ts';
import { assertPaired, checkSchema, preflightReport } from './check-target.ts';
import { environmentDrift } from './drift.ts';
import { driveRequested } from './drive-requested.ts';
import { environmentByName } from './find-environment.ts';
import { planRepair } from './plan-repair.ts';
import type { RunRequest } from './run.ts';
import { withTarget } from './with-target.ts';

export interface RepairOptions {
  readonly targetEnv: string;
  readonly force?: boolean;
  readonly expectPlanHash?: string;
  /** Why it cannot wait for a change window; one other person has to agree. */
  readonly emergency?: string;
}

export async function repair(
  context: Context,
  scope: Scope,
  options: RepairOptions,
  onProgress?: OnProgress,
): Promise<RepairResult> {
  const environment = await managedEnvironment(context, scope, options.targetEnv);
  context.authorize(scope, 'repair', environment);
  const before = await environmentDrift(context, scope, environment.name);
  const request: RunRequest = {
    kind: 'repair',
    environmentId: environment.id,
    targets: [],
    force: options.force ?? false,
    ...(options.expectPlanHash === undefined ? {} : { expectPlanHash: options.expectPlanHash }),
    ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
  };
  const { run, plan } = await driveRequested(context, scope, request, onProgress);
  const after = await environmentDrift(context, scope, environment.name);
  return {
    mode: 'repair',
    dryRun: false,
    environment: environment.name,
    repaired: before.drift,
    drift: after.drift,
    foreign: after.foreign,
    plan,
    run: run.id,
    state: run.state,
    changeLogSeq: run.changeLogSeq,
  };
}

/** What a repair would do. Reads only. */
export async function repairPreview(
  context: Context,
  scope: Scope,
  options: Pick<RepairOptions, 'targetEnv'>,
): Promise<RepairPreview> {
  const environment = await managedEnvironment(context, scope, options.targetEnv);
  const { drift, foreign } = await environmentDrift(context, scope, environment.name);
  return withTarget(context, environment, async (target) => {
    await assertPaired(context.plane, scope, await target.mark(), environment);
    const planned = await planRepair(context, context.plane, scope, { environment, target, salt: '' });
    const steps = planned.plan.steps.map(({ step }) => step);
    return {
      mode: 'repair',
      dryRun: true,
      environment: environment.name,
      drift,
      foreign,
      plan: planned.plan,
      sql: Object.fromEntries(target.describe(steps, planned.before)),
      baseFingerprint: await checkSchema(target, planned),
      ...(await preflightReport(target, planned)),
    };
  });
}

/** @throws ENVIRONMENT_TYPE_FORBIDDEN where the tables are not ours to change */
async function managedEnvironment(context: Context, scope: Scope, name: string): Promise<EnvironmentRow> {
  const environment = await environmentByName(context.plane, scope, name);
  if (environment.schemaMode === 'managed') return environment;
  throw new AuthoringError(
    'ENVIRONMENT_TYPE_FORBIDDEN',
    `the tables of '${environment.name}' are not ours to change (${environment.schemaMode})`,
    {
      suggestion:
        'have whoever owns them change them, or take the differences over with: mda reconcile --adopt',
    },
  );
}
