/**
 * Owns getting the leave of others for a run: an approval that may be used, or a request for one. What was asked for the
 * same thing and is not enough by now is void.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ApprovalRow, ApprovalSubject } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import type { Demand } from './approval-demand.ts';
import { approvalAhead, approvalRequired, approvalStale } from './approval-errors.ts';
import { askedFor, insertRequest, selfApprove, setStale } from './approval-requests.ts';
import { differences } from './approval-subject.ts';
import { assertClock } from './assert-clock.ts';
import { shortOf } from './enough-approvals.ts';

/**
 * @returns the approval to go live with; null: nothing is lost, so nobody has to be asked after all
 * @throws APPROVAL_REQUIRED and APPROVAL_STALE with the request, ROLE_FORBIDDEN, APPROVAL_STATE by a clock that is behind
 */
export async function leaveFor(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  demand: Demand,
  subject: ApprovalSubject,
): Promise<ApprovalRow | null> {
  if (demand.ifDestructive && !subject.destructive) return null;
  const { usable, pending, stale, gone } = await lookFor(context, scope, environment, run, demand, subject);
  if (usable) return usable;
  await setStale(context, scope, gone);
  const request = pending ?? (await insertRequest(context, scope, environment, subject, demand, run));
  if (demand.alone && run.request.force) return selfApprove(context, scope, environment, request);
  if (stale) throw approvalStale(environment, stale.row, stale.what, demand.roles, request);
  throw await approvalRequired(context, scope, environment, request, demand);
}

/** The same before anybody asks for it: nothing is written. @throws what `leaveFor` throws, of what was asked for already with its request */
export async function assertLeave(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  demand: Demand,
  subject: ApprovalSubject,
): Promise<void> {
  if (demand.ifDestructive && !subject.destructive) return;
  const { usable, pending, stale } = await lookFor(context, scope, environment, run, demand, subject);
  if (usable || (demand.alone && run.request.force)) return;
  if (stale) throw approvalStale(environment, stale.row, stale.what, demand.roles, null);
  throw pending
    ? await approvalRequired(context, scope, environment, pending, demand)
    : approvalAhead(environment, subject, demand);
}

interface Found {
  readonly usable: ApprovalRow | null;
  /** Asked for, and waits for an answer. */
  readonly pending: ApprovalRow | null;
  /** Where all that was asked for or approved is another by now: the newest, and what is. */
  readonly stale: { readonly row: ApprovalRow; readonly what: readonly string[] } | null;
  /** Void from now on. */
  readonly gone: readonly ApprovalRow[];
}

/** @throws ROLE_FORBIDDEN, APPROVAL_STATE by a clock that is behind */
async function lookFor(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  demand: Demand,
  subject: ApprovalSubject,
): Promise<Found> {
  const now = context.clock.now();
  const open = await askedFor(context, scope, subject, run.request.emergency !== undefined);
  const alive = open.filter((row) => row.expiresAt > now);
  /** What is another by now, of each of them. */
  const changed = new Map<ApprovalRow, readonly string[]>();
  for (const row of alive)
    changed.set(row, [
      ...differences(row.subject, subject),
      ...(await shortOf(context, scope, environment, row, demand)),
    ]);
  const same = alive.filter((row) => changed.get(row)?.length === 0);
  const [usable = null] = same.filter(({ status }) => status === 'approved');
  if (usable) assertClock(usable, now);
  const [stale] = same.length > 0 ? [] : alive;
  return {
    usable: usable && usedBy(scope, environment, usable),
    pending: same[0] ?? null,
    stale: stale ? { row: stale, what: changed.get(stale) ?? [] } : null,
    gone: open.filter((row) => !same.includes(row)),
  };
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
