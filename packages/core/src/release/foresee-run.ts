/**
 * Owns looking ahead at a run that nobody recorded yet: its plan as the run will make it, and whatever would stop it
 * before its first statement. Reads only, so that what is refused has changed nothing, and nobody is asked for it.
 */
import type { Context } from '../context.ts';
import type { Step } from '../plan/steps/step.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { assertPreflight, groundedPlan, runPreflight } from './check-target.ts';
import { finalizesFirst } from './coming-back.ts';
import { adopts } from './fix-plan.ts';
import { comingOf } from './freeze.ts';
import { assertAllowed } from './gates.ts';
import { assertNothingInTheWay } from './obstacles.ts';
import { pendingContract } from './pending-contract.ts';
import { planRun, type RunPlan } from './plan-run.ts';
import type { RunRow } from './run.ts';

export interface Foreseen {
  readonly plan: RunPlan;
  readonly findings: readonly PreflightFinding[];
  /** What earlier runs left for later, and is finalized before this one. */
  readonly pending: readonly Step[];
}

/** @throws whatever stops the run before its first statement, but for what its tables are like */
export async function foresee(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  target: TargetDatabase,
): Promise<Foreseen> {
  const { plane } = context;
  const { request } = run;
  const pending = (await pendingContract(plane, scope, environment.id)).steps;
  const finalizedFirst = await finalizesFirst(plane, scope, request);
  const planFrom = (found: readonly TableSpec[] = []) =>
    planRun(context, plane, scope, environment, run, target, { found, finalizedFirst });
  const first = await planFrom();
  // As a run does it: what is there already is no part of its plan. With leftovers in the way nobody looks yet.
  const grounds = adopts(environment, request) && (pending.length === 0 || !finalizedFirst);
  const { plan } = grounds
    ? await groundedPlan(target, first, (one) => one.planned, planFrom)
    : { plan: first };
  assertAllowed(environment, request, plan);
  await assertNothingInTheWay(context, scope, environment, { ...request, coming: plan.frozen.map(comingOf) });
  const findings = await runPreflight(target, plan.planned);
  assertPreflight(findings, request.force);
  return { plan, findings, pending };
}
