/**
 * Owns the gate of every run: whether its environment may change now, whether the version came the way it should, and
 * whether those who have to agree did. Nothing runs here; what is asked is written down, and approving never executes.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { closedBecause } from '../policy/change-window.ts';
import type { ApprovalRow } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunKind, RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import { type Demand, demandOf, policyOf } from './approval-demand.ts';
import { approvalRequired, approvalStale } from './approval-errors.ts';
import { askedFor, insertRequest, selfApprove, setStale } from './approval-requests.ts';
import { approvalSubject, differences } from './approval-subject.ts';
import { assertOrder } from './pipeline-order.ts';

/** A rollback helps at any time, a preview is for oneself, and a finalize loses nothing. */
const HELD_UP_BY_WINDOWS: ReadonlySet<RunKind> = new Set(['publish', 'promote', 'purge', 'repair']);

/**
 * @param run not recorded yet
 * @param right of who asks for it; `ask` needs the leave of others, whatever the environment says
 * @returns the run, bound to the approval that it goes live with
 * @throws CHANGE_FROZEN, PIPELINE_ORDER, APPROVAL_REQUIRED and APPROVAL_STALE with the request
 */
export async function gateRun(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  right: 'allow' | 'ask',
): Promise<RunRow> {
  const { request } = run;
  const { policy } = await policyOf(context, scope, environment);
  const closed = HELD_UP_BY_WINDOWS.has(request.kind) ? closedBecause(policy, context.clock.now()) : null;
  if (closed !== null && request.emergency === undefined)
    throw new AuthoringError('CHANGE_FROZEN', `'${environment.name}' may not change now: ${closed}`, {
      details: { environment: environment.name, because: closed },
      suggestion: 'wait for it; what cannot wait needs a reason and a second person: --emergency REASON',
    });
  if (policy.order === 'pipeline') await assertOrder(context, scope, environment, request);
  const demand = await demandOf(context, scope, environment, request, right);
  const approval = demand === null ? null : await leaveFor(context, scope, environment, run, demand);
  if (approval === null) return run;
  const expectPlanHash = request.expectPlanHash ?? approval.subject.planHash;
  return { ...run, request: { ...request, approval: approval.id, expectPlanHash } };
}

/** @returns null: nothing is lost, so nobody has to be asked after all */
async function leaveFor(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  demand: Demand,
): Promise<ApprovalRow | null> {
  const subject = await approvalSubject(context, scope, environment, run);
  if (demand.ifDestructive && !subject.destructive) return null;
  const now = context.clock.now();
  const open = await askedFor(context, scope, subject, run.request.emergency !== undefined);
  const alive = open.filter((row) => row.expiresAt > now);
  const same = alive.filter((row) => differences(row.subject, subject).length === 0);
  const [usable] = same.filter(({ status }) => status === 'approved');
  if (usable) return usedBy(scope, environment, usable);
  const [stale] = alive.filter((row) => !same.includes(row));
  await setStale(
    context,
    scope,
    open.filter((row) => !same.includes(row)),
  );
  const request = same[0] ?? (await insertRequest(context, scope, environment, subject, demand, run));
  if (demand.alone && run.request.force) return selfApprove(context, scope, environment, request);
  if (stale && same.length === 0)
    throw approvalStale(environment, stale, differences(stale.subject, subject), request);
  throw await approvalRequired(context, scope, environment, request, demand);
}

/** What an agent asked for goes live by the hand of a member. @throws ROLE_FORBIDDEN */
function usedBy({ principal }: Scope, environment: EnvironmentRow, approval: ApprovalRow): ApprovalRow {
  if (principal.kind !== 'agent') return approval;
  throw new AuthoringError(
    'ROLE_FORBIDDEN',
    `'${principal.id}' is an agent and may not ${approval.subject.kind} in '${environment.name}', although it is approved`,
    {
      details: { actor: principal.id, request: approval.id },
      suggestion: 'have a member repeat the command, which uses the approval',
    },
  );
}
