/** Owns answering a request: yes or no, by whom, once each. Approving never executes: who asked repeats the command. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ApprovalAction, ApprovalRow } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RehearsalRow } from '../ports/rehearsal.ts';
import { environmentByName } from '../release/find-environment.ts';
import { runOf } from '../release/request-run.ts';
import { isHeld } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';
import { policyOf } from './approval-demand.ts';
import { setStale } from './approval-requests.ts';
import { differences, subjectAhead } from './approval-subject.ts';
import { assertClock } from './assert-clock.ts';
import { assertReason } from './reason.ts';
import { needsRehearsal, passedRehearsal } from './rehearsed.ts';

export interface ApprovalSummary extends ApprovalRow {
  readonly environment: string;
  /** manifestIds of what it moves, in its order; empty: it moves no package. */
  readonly packages: readonly string[];
  readonly actions: readonly ApprovalAction[];
  readonly expired: boolean;
  /** Of exactly what it binds, the newest; null: nobody rehearsed that. */
  readonly rehearsal: RehearsalRow | null;
}

export interface ListApprovalsOptions {
  readonly environment?: string;
  /** Also those that are answered, used or void. */
  readonly all?: boolean;
}

/** Newest first. */
export async function listApprovals(
  context: Context,
  scope: Scope,
  options: ListApprovalsOptions,
): Promise<readonly ApprovalSummary[]> {
  context.authorize(scope, 'read', null);
  const { plane } = context;
  const only =
    options.environment === undefined ? null : await environmentByName(plane, scope, options.environment);
  const rows = await plane.approvals.list(scope, { limit: 200, ...(only ? { environmentId: only.id } : {}) });
  const summaries: ApprovalSummary[] = [];
  for (const row of rows) {
    const summary = await summaryOf(context, scope, row);
    const open = row.status === 'approved' || row.status === 'pending';
    if (options.all || (open && !summary.expired)) summaries.push(summary);
  }
  return summaries;
}

/** @throws APPROVAL_NOT_FOUND, APPROVAL_STATE, APPROVAL_STALE when it binds what is another by now, REHEARSAL_REQUIRED, ROLE_FORBIDDEN */
export async function approve(
  context: Context,
  scope: Scope,
  requestId: string,
  comment?: string,
): Promise<ApprovalSummary> {
  const { row, environment } = await open(context, scope, requestId);
  await assertMayAnswer(context, scope, environment, row);
  if (row.status === 'approved')
    throw state(row, 'is approved already', 'repeat the command that asked for it');
  const isOwn = [row.submitter, row.tokenMadeBy].includes(scope.principal.id);
  if (isOwn && !row.selfApproval)
    throw new AuthoringError(
      'ROLE_FORBIDDEN',
      `'${scope.principal.id}' asked for it${row.tokenMadeBy === undefined ? '' : ' by a token'}, and may not approve it too`,
      {
        details: { request: row.id },
        suggestion: `ask somebody else who is ${row.roles.join(' or ')}`,
      },
    );
  await assertStands(context, scope, environment, row);
  await assertRehearsed(context, scope, environment, row);
  const at = context.clock.now();
  await context.plane.transaction(async (tx) => {
    const before = (await tx.approvals.actions(scope, row.id)).filter(({ action }) => action === 'approve');
    if (before.some(({ actor }) => actor === scope.principal.id))
      throw state(
        row,
        `has your approval already: ${before.length} of ${row.needed}`,
        'have somebody else approve it',
      );
    await tx.approvals.act(scope, {
      id: context.ids.next(),
      requestId: row.id,
      action: 'approve',
      actor: scope.principal.id,
      comment: comment ?? null,
      at,
    });
    const enough = before.length + 1 >= row.needed;
    const change = enough ? { status: 'approved' as const, completedAt: at } : {};
    if (!(await tx.approvals.change(scope, row.id, 'pending', { ...change, updatedAt: at })))
      throw state(row, 'was answered meanwhile', 'look at it again with: mda approvals --all');
    await tx.log.record(scope, {
      op: row.emergency === null ? 'approval.approved' : 'approval.glass_broken',
      environmentId: environment.id,
      data: {
        request: row.id,
        approvals: before.length + 1,
        needed: row.needed,
        ...(row.emergency === null
          ? {}
          : { emergency: row.emergency, submitter: row.submitter, forced: true }),
      },
      at,
    });
  });
  return summaryOf(context, scope, await found(context, scope, requestId));
}

/** Also takes an approval back that was not used yet: a run that is on its way with it does not go live. */
export async function reject(
  context: Context,
  scope: Scope,
  requestId: string,
  reason: string,
): Promise<ApprovalSummary> {
  assertReason(reason, 'a rejection');
  const { row, environment } = await open(context, scope, requestId);
  if (row.submitter !== scope.principal.id) await assertMayAnswer(context, scope, environment, row);
  const at = context.clock.now();
  await context.plane.transaction(async (tx) => {
    const change = { status: 'rejected', updatedAt: at, completedAt: at } as const;
    if (!(await tx.approvals.change(scope, row.id, row.status, change)))
      throw state(row, 'was answered meanwhile', 'look at it again with: mda approvals --all');
    const action = { id: context.ids.next(), requestId: row.id, action: 'reject' as const };
    await tx.approvals.act(scope, { ...action, actor: scope.principal.id, comment: reason, at });
    await tx.log.record(scope, {
      op: 'approval.rejected',
      environmentId: environment.id,
      data: { request: row.id, reason },
      at,
    });
  });
  return summaryOf(context, scope, await found(context, scope, requestId));
}

/** Whether what it binds still is as it was asked for. @throws APPROVAL_STALE */
async function assertStands(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  row: ApprovalRow,
): Promise<void> {
  const changed = await changedSince(context, scope, environment, row);
  if (changed.length === 0) return;
  await setStale(context, scope, [row]);
  throw new AuthoringError(
    'APPROVAL_STALE',
    `what request '${row.id}' asks for is another by now: ${changed.join(', ')}`,
    {
      details: { request: row.id, changed },
      suggestion: `have '${row.submitter}' repeat the command, which asks for what is now`,
    },
  );
}

/** Who agrees knows how it went, where the environment asks for that. @throws REHEARSAL_REQUIRED */
async function assertRehearsed(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { subject, request }: ApprovalRow,
): Promise<void> {
  const { policy } = await policyOf(context, scope, environment);
  // A run that is on its way was held against that when it began.
  if (subject.runId !== undefined || !needsRehearsal(environment, policy, request)) return;
  const run = runOf(context, scope, environment, request);
  const { changesTables } = await subjectAhead(context, scope, environment, run);
  if (changesTables) await passedRehearsal(context, scope, environment, subject);
}

/** @returns in words, what is another by now */
async function changedSince(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { subject, request }: ApprovalRow,
): Promise<readonly string[]> {
  if (subject.runId === undefined) {
    const run = runOf(context, scope, environment, request);
    return differences(subject, (await subjectAhead(context, scope, environment, run)).subject);
  }
  const run = await context.plane.runs.get(scope, subject.runId);
  return run && isHeld(run) ? [] : [`run '${subject.runId}', which does not wait for its swap any more`];
}

async function assertMayAnswer(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { id, roles }: ApprovalRow,
): Promise<void> {
  context.authorize(scope, 'approve', environment);
  const member = (await context.members?.(scope, environment))?.find((one) => one.id === scope.principal.id);
  if (context.members === null || (member && roles.includes(member.role))) return;
  throw new AuthoringError(
    'ROLE_FORBIDDEN',
    `'${scope.principal.id}' is not ${roles.join(' or ')} in '${environment.name}'`,
    {
      details: { request: id, roles },
      suggestion: `ask somebody who is ${roles.join(' or ')}`,
    },
  );
}

async function open(
  context: Context,
  scope: Scope,
  requestId: string,
): Promise<{ readonly row: ApprovalRow; readonly environment: EnvironmentRow }> {
  const row = await found(context, scope, requestId);
  const environment = await environmentByName(context.plane, scope, row.subject.environmentId);
  if (row.status !== 'pending' && row.status !== 'approved')
    throw state(row, `is ${row.status}`, 'repeat the command that asked for it, which asks anew');
  assertClock(row, context.clock.now());
  if (row.expiresAt <= context.clock.now())
    throw state(row, `expired at ${row.expiresAt}`, 'repeat the command that asked for it, which asks anew');
  return { row, environment };
}

async function found(context: Context, scope: Scope, requestId: string): Promise<ApprovalRow> {
  const row = await context.plane.approvals.get(scope, requestId);
  if (row) return row;
  throw new AuthoringError('APPROVAL_NOT_FOUND', `there is no request '${requestId}'`, {
    suggestion: 'list what waits for an answer with: mda approvals',
  });
}

function state(row: ApprovalRow, what: string, suggestion: string): AuthoringError {
  return new AuthoringError('APPROVAL_STATE', `request '${row.id}' ${what}`, {
    details: { request: row.id, status: row.status },
    suggestion,
  });
}

async function summaryOf(context: Context, scope: Scope, row: ApprovalRow): Promise<ApprovalSummary> {
  // What was asked for an environment that is gone by now stays in the list.
  const environment = await context.plane.environments.find(scope, row.subject.environmentId);
  const packages: string[] = [];
  for (const { packageId } of [row.subject, ...(row.subject.others ?? [])])
    if (packageId !== null)
      packages.push((await context.plane.packages.get(scope, packageId))?.manifestId ?? packageId);
  return {
    ...row,
    packages,
    environment: environment?.name ?? row.subject.environmentId,
    actions: await context.plane.approvals.actions(scope, row.id),
    expired: row.expiresAt <= context.clock.now(),
    rehearsal: await context.plane.rehearsals.latest(scope, row.subject),
  };
}
