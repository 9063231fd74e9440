/**
 * Owns looking ahead at a run that nobody recorded yet: its plan as the run will make it, and whatever would stop it
 * before its first statement. Reads only, so that what is refused has changed nothing, and nobody is asked for it.
 */
import type { Context } from '../context.ts';
import { fingerprintOf, type PhysicalSchema } from '../plan/physical-schema.ts';
import type { Step } from '../plan/steps/step.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { assertPreflight, type Grounded, groundedPlan, refusedOnline, runPreflight } from './check-target.ts';
import { finalizesFirst } from './coming-back.ts';
import { comingOf } from './freeze.ts';
import { assertAllowed } from './gates.ts';
import { assertNothingHalfDone } from './half-done.ts';
import { assertNothingInTheWay, refuseWith } from './obstacles.ts';
import { oneLook } from './one-look.ts';
import { pendingContract } from './pending-contract.ts';
import { adopts, planRun, type RunPlan } from './plan-run.ts';
import type { RunRow } from './run.ts';

export interface Foreseen {
  readonly plan: RunPlan;
  readonly findings: readonly PreflightFinding[];
  /** What earlier runs left for later, and is finalized before this one. */
  readonly pending: readonly Step[];
  /** Head of the change log before anything was read for it. */
  readonly seen: number;
  /** The tables that the plan touches, where it was made for them as they are, and not as a finalize will leave them. */
  readonly actual: PhysicalSchema | null;
}

/** More has happened than is worth looking through. */
const EVENTS_MAX = 50;

/** @throws whatever stops the run before its first statement, but for what its tables are like */
export async function foresee(
  asked: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  target: TargetDatabase,
): Promise<Foreseen> {
  const { request } = run;
  await assertNothingHalfDone(asked.plane, scope, environment, run);
  const seen = await asked.plane.log.head(scope);
  const plane = oneLook(asked.plane);
  const context = { ...asked, plane };
  const pending = (await pendingContract(plane, scope, environment.id)).steps;
  const finalizedFirst = await finalizesFirst(plane, scope, request);
  const planFrom = (found: readonly TableSpec[] = []) =>
    planRun(context, plane, scope, environment, run, target, { found, finalizedFirst });
  const first = await planFrom();
  // As a run does it: what is there already is no part of its plan. With leftovers in the way nobody looks yet.
  const grounds = adopts(environment, request) && (pending.length === 0 || !finalizedFirst);
  const { plan, actual = null } = grounds
    ? await groundedPlan(target, first, (one) => one.planned, planFrom)
    : { plan: first };
  assertAllowed(environment, request, {
    versions: plan.frozen.map(({ content }) => content.version),
    planned: plan.planned,
  });
  await assertNothingInTheWay(context, scope, environment, { ...request, coming: plan.frozen.map(comingOf) });
  const findings = await runPreflight(target, plan.planned, { first: finalizedFirst ? pending : [] });
  assertPreflight(findings, request.force);
  // With leftovers in the way the tables will look different when the run starts; it asks again then.
  if (environment.schemaMode === 'managed' && !(finalizedFirst && pending.length > 0))
    refuseWith(await refusedOnline(target, plan.planned));
  const nothing = grounds && plan.planned.touched.length === 0;
  return { plan, findings, pending, seen, actual: nothing ? new Map() : actual };
}

/**
 * The same plan once more, for the run under its lease: everything that a plan is made of is written with its event, so
 * that it would come out the same where nobody wrote any since, and its tables are as they were.
 * @returns null: it has to be made again
 */
export async function stillForeseen(
  plane: ControlPlane,
  scope: Scope,
  target: TargetDatabase,
  { plan, seen, actual }: Foreseen,
): Promise<Grounded<RunPlan> | null> {
  if (actual === null) return null;
  const since = await plane.log.since(scope, seen, EVENTS_MAX);
  // Whether it may go live is no part of a plan.
  if (since.length === EVENTS_MAX || !since.every(({ op }) => op.startsWith('approval.'))) return null;
  const { touched } = plan.planned;
  const now = touched.length === 0 ? new Map() : await target.introspect(touched);
  return fingerprintOf(now, touched) === fingerprintOf(actual, touched) ? { plan, actual: now } : null;
}
