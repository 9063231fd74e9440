/**
 * Owns what a preview tells of a run that nobody asked for yet: everything that it would be refused with, by the very rules
 * that refuse it, in their order. Nothing is written, and nobody is asked for leave.
 */
import type { Context } from '../context.ts';
import { type AuthoringError, type ErrorCode, isAuthoringError } from '../error.ts';
import { demandOf, policyOf } from '../govern/approval-demand.ts';
import { approvalAfterwards } from '../govern/approval-errors.ts';
import { type Bound, boundBy } from '../govern/approval-subject.ts';
import { gateRules, requestableRules, rightTo } from '../govern/gate-rules.ts';
import { assertLeave } from '../govern/leave.ts';
import { needsRehearsal, passedRehearsal } from '../govern/rehearsed.ts';
import type { Step } from '../plan/steps/step.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PreflightFinding, TargetDatabase, TargetMark } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { assertPreflight, runPreflight } from './check-target.ts';
import type { Foreseen } from './foresee-run.ts';
import { assertNothingForgotten } from './forgotten-run.ts';
import { assertAllowed } from './gates.ts';
import { assertNothingHalfDone } from './half-done.ts';
import type { ObstacleInput } from './obstacles.ts';
import { contentRefusals, type Obstacle, obstacleOf, refusals, refuseWith } from './obstacles.ts';
import type { EnvironmentPlan } from './plan-environment.ts';
import { frozenContent } from './plan-run.ts';
import { runOf } from './request-run.ts';
import type { RunRequest, RunRow } from './run.ts';

const OF_GATE: ReadonlySet<ErrorCode> = new Set([
  'ROLE_FORBIDDEN',
  'ENVIRONMENT_LOCKED',
  'VERSION_YANKED',
  'NOTHING_TO_ROLL_BACK',
  'CHANGE_FROZEN',
  'PIPELINE_ORDER',
  'ENVIRONMENT_TYPE_FORBIDDEN',
  'DESTRUCTIVE_BLOCKED',
  'REHEARSAL_REQUIRED',
  'APPROVAL_REQUIRED',
  'APPROVAL_STALE',
  'APPROVAL_STATE',
]);

const AHEAD: ReadonlySet<ErrorCode> = new Set(['SCHEMA_AHEAD']);

/** What stands against a run whatever comes of its plan, where that was looked at. */
export interface Against {
  /** Told before what the plan loses: a run that is not done, packages that need what goes. */
  readonly early: readonly AuthoringError[];
  readonly content: readonly AuthoringError[];
}

/** The database as the plan was made for it. */
export interface Seen extends Pick<Foreseen, 'pending' | 'actual'> {
  readonly target: TargetDatabase;
  /** Of what earlier runs left for later, what is finalized before the run. */
  readonly first: readonly Step[];
  /** What the rows say, where they were asked. */
  readonly findings: readonly PreflightFinding[] | undefined;
}

export interface FoundObstacles extends Pick<ObstacleInput, 'coming'> {
  readonly request: RunRequest;
  readonly planned: EnvironmentPlan;
  readonly against: Against;
  /** What the database would not do on its tables as they are. */
  readonly ofTables: readonly AuthoringError[];
  /** Null: nobody could look at the tables, or nobody is ever asked for leave. */
  readonly seen: Seen | null;
}

/** Another run that changed tables and has not ended, as runs are refused for it. */
export function unfinishedRun(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
): Promise<readonly AuthoringError[]> {
  return refusals(AHEAD, [() => assertNothingHalfDone(plane, scope, environment, null)]);
}

/** The same of one that the control plane does not know. @param mark of the database */
export function forgottenRun(
  plane: ControlPlane,
  scope: Scope,
  mark: TargetMark | null,
  environment: EnvironmentRow,
): Promise<readonly AuthoringError[]> {
  return refusals(AHEAD, [() => assertNothingForgotten(plane, scope, mark, environment)]);
}

export async function findObstacles(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, coming, planned, against, ofTables, seen }: FoundObstacles,
): Promise<readonly Obstacle[]> {
  const atGate = await gateRefusals(context, scope, environment, request);
  // What a publish seals is never a snapshot, and may not have a number yet.
  const versions =
    request.kind === 'publish' ? [] : await Promise.all(coming.map(async (one) => one.version()));
  const loss = await refusals(OF_GATE, [() => assertAllowed(environment, request, { versions, planned })]);
  const run = runOf(context, scope, environment, request);
  const stopped = [...against.early, ...loss, ...against.content, ...ofTables];
  const leave = await missingLeave(
    context,
    scope,
    environment,
    run,
    planned,
    stopped.length === 0 ? seen : null,
  );
  return [...atGate, ...stopped, ...leave].map(obstacleOf);
}

/**
 * A plan, or why there is none beside everything else that is in the way.
 * @throws what kept it from being made; the rest is told as `details.also`
 */
export async function orToldWith<T>(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, against }: Pick<FoundObstacles, 'request' | 'against'>,
  plan: () => Promise<T>,
): Promise<T> {
  try {
    return await plan();
  } catch (error) {
    if (!isAuthoringError(error) || isOfTheLook(error)) throw error;
    const atGate = await gateRefusals(context, scope, environment, request);
    refuseWith([error, ...atGate, ...against.early, ...against.content]);
    throw error;
  }
}

async function gateRefusals(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
): Promise<readonly AuthoringError[]> {
  const { policy } = await policyOf(context, scope, environment);
  return refusals(OF_GATE, gateRules(context, scope, environment, policy, request));
}

/** Of several packages that move together, what one of them would be refused for: the rest is of all of them. */
export async function obstaclesOfOne(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, coming, ofTables }: Pick<FoundObstacles, 'request' | 'coming' | 'ofTables'>,
  packageId: string,
): Promise<readonly Obstacle[]> {
  const alone = { ...request, targets: request.targets.filter((target) => target.packageId === packageId) };
  return [
    ...(await refusals(OF_GATE, requestableRules(context, scope, environment, alone))),
    ...(await contentRefusals(context, scope, environment, { ...request, coming }, packageId)),
    ...ofTables,
  ].map(obstacleOf);
}

/** The rehearsal and the approval that are missing. @param seen null: something else stops it before anybody would be asked */
async function missingLeave(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  planned: EnvironmentPlan,
  seen: Seen | null,
): Promise<readonly AuthoringError[]> {
  const { request } = run;
  const current = await policyOf(context, scope, environment);
  const right = rightOrAllow(context, scope, environment, run);
  const demand = await demandOf(context, scope, environment, current, request, right);
  const isRehearsed = needsRehearsal(environment, current.policy, request);
  if (demand === null && !isRehearsed) return [];
  const bound = seen && (await boundAhead(context, scope, environment, run, planned, seen));
  if (bound === null) return demand === null ? [] : [approvalAfterwards(environment, request.kind, demand)];
  const { subject, changesTables } = bound;
  return refusals(OF_GATE, [
    () => isRehearsed && changesTables && passedRehearsal(context, scope, environment, subject),
    () => demand && assertLeave(context, scope, environment, run, demand, subject),
  ]);
}

/** Whoever may not is told what holds up those who may. */
function rightOrAllow(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request }: RunRow,
): 'allow' | 'ask' {
  try {
    return rightTo(context, scope, environment, request.kind);
  } catch (error) {
    if (isAuthoringError(error) && error.code === 'ROLE_FORBIDDEN') return 'allow';
    throw error;
  }
}

/** By the plan that was made. @returns null: content or rows stop it before anybody would be asked */
async function boundAhead(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  planned: EnvironmentPlan,
  { target, pending, first, actual, findings: known }: Seen,
): Promise<Bound | null> {
  const { request } = run;
  try {
    const frozen = [];
    for (const { to } of request.targets)
      if (to !== null) frozen.push(await frozenContent(context, context.plane, scope, run, to));
    const findings = known ?? (await runPreflight(target, planned, { first }));
    assertPreflight(findings, request.force);
    const foreseen = { plan: { planned, frozen }, findings, pending, actual };
    return await boundBy(context, scope, environment, run, target, foreseen);
  } catch (error) {
    if (!isAuthoringError(error) || isOfTheLook(error)) throw error;
    return null;
  }
}

/** It says nothing of the run. */
function isOfTheLook({ kind }: AuthoringError): boolean {
  return kind === 'busy' || kind === 'unavailable' || kind === 'bug';
}
