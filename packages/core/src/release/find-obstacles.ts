/**
 * Owns what a preview tells of a run that nobody asked for yet: everything that it would be refused with, by the very rules
 * that refuse it, in their order. Nothing is written, and nobody is asked for leave.
 */
import type { Context } from '../context.ts';
import { type AuthoringError, type ErrorCode, isAuthoringError } from '../error.ts';
import { demandOf, policyOf } from '../govern/approval-demand.ts';
import { approvalAfterwards } from '../govern/approval-errors.ts';
import { type SubjectAhead, subjectAhead } from '../govern/approval-subject.ts';
import { gateRules, requestableRules, rightTo } from '../govern/gate-rules.ts';
import { assertLeave } from '../govern/leave.ts';
import { needsRehearsal, passedRehearsal } from '../govern/rehearsed.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import { assertAllowed } from './gates.ts';
import type { ObstacleInput } from './obstacles.ts';
import { contentRefusals, type Obstacle, obstacleOf, refusals } from './obstacles.ts';
import type { EnvironmentPlan } from './plan-environment.ts';
import { runOf } from './request-run.ts';
import type { RunRequest, RunRow } from './run.ts';

const OF_GATE: ReadonlySet<ErrorCode> = new Set([
  'ROLE_FORBIDDEN',
  'ENVIRONMENT_LOCKED',
  'VERSION_YANKED',
  'CHANGE_FROZEN',
  'PIPELINE_ORDER',
  'ENVIRONMENT_TYPE_FORBIDDEN',
  'DESTRUCTIVE_BLOCKED',
  'REHEARSAL_REQUIRED',
  'APPROVAL_REQUIRED',
  'APPROVAL_STALE',
  'APPROVAL_STATE',
]);

export interface FoundObstacles extends Pick<ObstacleInput, 'coming'> {
  readonly request: RunRequest;
  readonly planned: EnvironmentPlan;
  /** What stands against the content, where that was looked at. */
  readonly ofContent?: readonly AuthoringError[];
  /** What the database would not do on its tables as they are. */
  readonly ofTables?: readonly AuthoringError[];
}

export async function findObstacles(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, coming, planned, ofContent, ofTables = [] }: FoundObstacles,
): Promise<readonly Obstacle[]> {
  const { policy } = await policyOf(context, scope, environment);
  const atGate = await refusals(OF_GATE, gateRules(context, scope, environment, policy, request));
  const content = ofContent ?? (await contentRefusals(context, scope, environment, { ...request, coming }));
  // What a publish seals is never a snapshot, and may not have a number yet.
  const versions =
    request.kind === 'publish' ? [] : await Promise.all(coming.map(async (one) => one.version()));
  const loss = await refusals(OF_GATE, [() => assertAllowed(environment, request, { versions, planned })]);
  const run = runOf(context, scope, environment, request);
  const leave = await missingLeave(context, scope, environment, run);
  return [...atGate, ...loss, ...content, ...ofTables, ...leave].map(obstacleOf);
}

/** Of several packages that move together, what one of them would be refused for: the rest is of all of them. */
export async function obstaclesOfOne(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, coming, ofTables = [] }: Pick<FoundObstacles, 'request' | 'coming' | 'ofTables'>,
  packageId: string,
): Promise<readonly Obstacle[]> {
  const alone = { ...request, targets: request.targets.filter((target) => target.packageId === packageId) };
  return [
    ...(await refusals(OF_GATE, requestableRules(context, scope, environment, alone))),
    ...(await contentRefusals(context, scope, environment, { ...request, coming }, packageId)),
    ...ofTables,
  ].map(obstacleOf);
}

/** The rehearsal and the approval that are missing. */
async function missingLeave(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<readonly AuthoringError[]> {
  const { request } = run;
  const current = await policyOf(context, scope, environment);
  const right = rightOrAllow(context, scope, environment, run);
  const demand = await demandOf(context, scope, environment, current, request, right);
  const isRehearsed = needsRehearsal(environment, current.policy, request);
  if (demand === null && !isRehearsed) return [];
  const ahead = await lookAhead(context, scope, environment, run);
  if (ahead === null) return demand === null ? [] : [approvalAfterwards(environment, request.kind, demand)];
  const { subject, changesTables } = ahead;
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

/** @returns null: something else stops it before anybody would be asked */
async function lookAhead(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<SubjectAhead | null> {
  try {
    return await subjectAhead(context, scope, environment, run);
  } catch (error) {
    if (!isAuthoringError(error) || ['busy', 'unavailable', 'bug'].includes(error.kind)) throw error;
    return null;
  }
}
