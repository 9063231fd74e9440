/**
 * Owns the plan of a run as it stands on its database, fixed once: allowed, on the tables that it expects, with rows that
 * let every step pass. A run that was planned before must come out the same. Reads only.
 */
import type { Context } from '../context.ts';
import type { Phase, Step } from '../plan/steps/step.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Chunk, PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { chunksOf } from './apply-chunks.ts';
import {
  assertPaired,
  assertPreflight,
  assertTablesStand,
  checkSchema,
  type Grounded,
  groundedPlan,
  refusedOnline,
  runPreflight,
  schemaDrift,
} from './check-target.ts';
import { externalMismatch } from './external-schema.ts';
import { type Foreseen, stillForeseen } from './foresee-run.ts';
import { assertNothingForgotten } from './forgotten-run.ts';
import { comingOf } from './freeze.ts';
import { assertAllowed } from './gates.ts';
import { assertNothingInTheWay, refuseWith } from './obstacles.ts';
import { oneLook } from './one-look.ts';
import { assertNotOutdated } from './outdated-database.ts';
import { adopts, assertSamePlan, type PlanOptions, planRun, type RunPlan } from './plan-run.ts';
import { assertRollbackFills } from './rollback-refusal.ts';
import type { FrozenRun, RunRow, StoredStep } from './run.ts';
import { touchesTables } from './run-state.ts';

export interface FixInput {
  readonly context: Context;
  readonly scope: Scope;
  readonly environment: EnvironmentRow;
  readonly run: RunRow;
  /** Those that the run goes through. */
  readonly phases: readonly Phase[];
  readonly target: TargetDatabase;
  /** As its gate saw it; null: nobody looked ahead. */
  readonly foreseen: Foreseen | null;
  /**
   * The target is a copy of the environment's database, which says of itself whose it is: the real one was looked at.
   * There, what earlier runs left for later may be finalized, and a run may be live, before the control plane says so.
   */
  readonly copy?: Pick<PlanOptions, 'finalizedFirst' | 'left'>;
  /** Does what lasts while the run stays ours: it is given what throws as soon as it is to stop. */
  readonly beside: <T>(work: (goesOn: () => Promise<void>) => Promise<T>) => Promise<T>;
}

export interface FixedPlan {
  readonly plan: RunPlan;
  readonly chunks: readonly Chunk[];
  /** What preflight found; of a run that was planned before and has touched tables, nothing. */
  readonly findings: readonly PreflightFinding[];
  /** What is to be written down of it; null: it was, by whoever planned the run first. */
  readonly frozen: FrozenRun | null;
}

/** @throws PLAN_STALE, DESTRUCTIVE_BLOCKED, PACKAGE_HELD, PLATFORM_INCOMPATIBLE, DEPENDENCY_CONFLICT, VARIABLE_MISSING, OVERLAY_CONFLICT, SCHEMA_DRIFT, ENGINE_LIMIT, ONLINE_REFUSED, PREFLIGHT_FAILED, BACKFILL_REQUIRED, IRREVERSIBLE, RUN_CANCELLED */
export async function fixPlan(asked: FixInput): Promise<FixedPlan> {
  const context = { ...asked.context, plane: oneLook(asked.context.plane) };
  const input = { ...asked, context };
  const { scope, environment, run, target } = input;
  const { request, frozen: fixed } = run;
  const managed = environment.schemaMode === 'managed';
  // A repair starts from the tables that there are, and what gives a run up takes back only what it finds of it.
  const looksAtMark = managed && input.copy === undefined;
  const mark = looksAtMark ? await target.mark() : null;
  if (looksAtMark && request.kind !== 'repair' && !run.reversing)
    await assertNotOutdated(context.plane, scope, mark, environment);
  const foreseen =
    input.foreseen && !fixed ? await stillForeseen(context.plane, scope, target, input.foreseen) : null;
  const { plan, actual } = foreseen ?? (await planOn(input));
  const planned = plan.planned.plan;
  const steps = planned.steps.map(({ step }) => step);
  const chunks = managed ? chunksOf(target, steps, input.phases) : [];
  if (fixed) assertSamePlan(planned.planHash, fixed.planHash, 'this run began with');
  else assertSamePlan(planned.planHash, request.expectPlanHash, 'was shown');
  if (fixed && touchesTables(run)) return { plan, chunks, findings: [], frozen: null };
  assertAllowed(environment, request, {
    versions: plan.frozen.map(({ content }) => content.version),
    planned: plan.planned,
  });
  if (!foreseen)
    await assertNothingInTheWay(context, scope, environment, {
      ...request,
      coming: plan.frozen.map(comingOf),
    });
  if (looksAtMark) {
    await assertPaired(context.plane, scope, mark, environment);
    if (request.kind !== 'repair') await assertNothingForgotten(context.plane, scope, mark, environment);
  }
  if (!managed) await assertExternalFits(target, plan);
  if (fixed && managed) await assertTablesStand(target, plan.planned, fixed.baseFingerprint);
  const baseFingerprint = managed ? await checkSchema(target, plan.planned, actual) : '';
  if (managed) refuseWith(await refusedOnline(target, plan.planned));
  const findings = await input.beside((goesOn) => runPreflight(target, plan.planned, { goesOn }));
  if (request.kind === 'rollback' && managed)
    await assertRollbackFills(context, scope, target, { environment, plan, findings });
  assertPreflight(findings, request.force);
  if (fixed) return { plan, chunks, findings, frozen: null };
  const frozen: FrozenRun = {
    contents: plan.frozen.map(({ content }) => content),
    // A repair follows from the database alone: whoever resumes it has nothing to make its tables from again.
    steps: request.kind === 'repair' ? steps : steps.map(stored),
    planHash: planned.planHash,
    destructive: planned.destructive,
    baseFingerprint,
    ...(plan.planned.found ? { found: plan.planned.found } : {}),
    ...(plan.planned.outdated ? { outdated: true } : {}),
  };
  return { plan, chunks, findings, frozen };
}

async function planOn({
  context,
  scope,
  environment,
  run,
  target,
  copy,
}: FixInput): Promise<Grounded<RunPlan>> {
  const planned = (found?: readonly TableSpec[]) =>
    planRun(context, context.plane, scope, environment, run, target, {
      ...copy,
      ...(found ? { found } : {}),
    });
  const plan = await planned();
  return run.frozen || !adopts(environment, run.request)
    ? { plan }
    : groundedPlan(target, plan, (one) => one.planned, planned);
}

async function assertExternalFits(target: TargetDatabase, plan: RunPlan): Promise<void> {
  const drift = await externalMismatch(target, plan.planned.after);
  if (drift.length > 0) throw schemaDrift(drift);
}

function stored(step: Step): StoredStep {
  if (step.kind !== 'create_table') return step;
  const { spec: _spec, ...rest } = step;
  return rest;
}
