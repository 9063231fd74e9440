/**
 * Owns the gate of every run: whether its environment may change now, whether the version came the way it should, whether
 * its plan passed on a copy where that is asked for, and whether those who have to agree did. Nothing runs here; what is asked is written down, and approving never executes.
 */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { assertComesBackFirst } from '../release/coming-back.ts';
import type { Foreseen } from '../release/foresee-run.ts';
import type { RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import { demandOf, policyOf } from './approval-demand.ts';
import { subjectAhead } from './approval-subject.ts';
import { gateRules, rightTo } from './gate-rules.ts';
import { leaveFor } from './leave.ts';
import { needsRehearsal, passedRehearsal } from './rehearsed.ts';

/** A run past its gate. */
export interface GatedRun {
  readonly run: RunRow;
  readonly environment: EnvironmentRow;
  /** Null: nothing was asked for, so nobody looked ahead. */
  readonly foreseen: Foreseen | null;
}

/**
 * @param run not recorded yet
 * @returns the run, bound to the rehearsal and the approval that it goes live with
 * @throws ROLE_FORBIDDEN, VERSION_YANKED, NOTHING_TO_ROLL_BACK, CHANGE_FROZEN, PIPELINE_ORDER, PACKAGE_HELD, REHEARSAL_REQUIRED,
 * APPROVAL_REQUIRED and APPROVAL_STALE with the request
 */
export async function gateRun(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
): Promise<GatedRun> {
  const { request } = run;
  // Whoever may not is told nothing else.
  const right = rightTo(context, scope, environment, request.kind);
  const current = await policyOf(context, scope, environment);
  const { policy } = current;
  for (const rule of gateRules(context, scope, environment, policy, request)) await rule();
  await assertComesBackFirst(context.plane, scope, environment, request.targets);
  const demand = await demandOf(context, scope, environment, current, request, right);
  const isRehearsed = needsRehearsal(environment, policy, request);
  if (demand === null && !isRehearsed) return { run, environment, foreseen: null };
  // What would be refused anyway bothers nobody.
  const { subject, changesTables, foreseen } = await subjectAhead(context, scope, environment, run);
  const rehearsal =
    isRehearsed && changesTables ? await passedRehearsal(context, scope, environment, subject) : null;
  const approval = demand === null ? null : await leaveFor(context, scope, environment, run, demand, subject);
  if (rehearsal === null && approval === null) return { run, environment, foreseen };
  const bound = {
    ...request,
    ...(rehearsal === null ? {} : { rehearsal: rehearsal.id }),
    ...(approval === null ? {} : { approval: approval.id }),
    expectPlanHash: request.expectPlanHash ?? subject.planHash,
  };
  return { run: { ...run, request: bound }, environment, foreseen };
}
