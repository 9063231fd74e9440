/** Owns requests for leave: what was asked for the same thing, asking anew, and giving oneself leave where nobody else can. */
import type { Context } from '../context.ts';
import type { ApprovalRow, ApprovalSubject } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import type { Demand } from './approval-demand.ts';
import { sameMoves } from './approval-subject.ts';
import { neededNow } from './enough-approvals.ts';

/** More open requests than this an environment does not have: the oldest ones are stale or expired long since. */
const LOOKED_THROUGH = 500;
const HOUR_MS = 60 * 60 * 1_000;

/** Those that are open or may be used, newest first. */
export async function askedFor(
  context: Context,
  scope: Scope,
  wanted: ApprovalSubject,
  emergency: boolean,
): Promise<readonly ApprovalRow[]> {
  const { environmentId } = wanted;
  const rows = await context.plane.approvals.list(scope, { environmentId, limit: LOOKED_THROUGH });
  return rows.filter(
    ({ subject, status, ...row }) =>
      (status === 'pending' || status === 'approved') &&
      sameMoves(subject, wanted) &&
      (row.emergency !== null) === emergency,
  );
}

export async function setStale(context: Context, scope: Scope, rows: readonly ApprovalRow[]): Promise<void> {
  const at = context.clock.now();
  for (const { id, status, subject } of rows)
    await context.plane.transaction(async (tx) => {
      const changed = await tx.approvals.change(scope, id, status, {
        status: 'stale',
        updatedAt: at,
        completedAt: at,
      });
      if (changed)
        await tx.log.record(scope, {
          op: 'approval.stale',
          environmentId: subject.environmentId,
          data: { request: id },
          at,
        });
    });
}

export async function insertRequest(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  subject: ApprovalSubject,
  demand: Demand,
  { request }: RunRow,
): Promise<ApprovalRow> {
  const at = context.clock.now();
  const row: ApprovalRow = {
    id: context.ids.next(),
    subject,
    request,
    status: 'pending',
    submitter: scope.principal.id,
    ...(scope.principal.token ? { tokenMadeBy: scope.principal.token.madeBy } : {}),
    comment: request.notes ?? null,
    emergency: request.emergency ?? null,
    needed: neededNow(demand, subject),
    roles: demand.roles,
    selfApproval: demand.selfApproval,
    expiresAt: new Date(Date.parse(at) + demand.expiresHours * HOUR_MS).toISOString(),
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    runId: null,
  };
  await context.plane.transaction(async (tx) => {
    await tx.approvals.insert(scope, row);
    await tx.log.record(scope, {
      op: 'approval.requested',
      environmentId: environment.id,
      ...(subject.packageId === null ? {} : { packageId: subject.packageId }),
      ...(subject.versionId === null ? {} : { versionId: subject.versionId }),
      checksumAfter: subject.checksum,
      data: {
        request: row.id,
        kind: subject.kind,
        version: subject.version,
        ...(subject.others ? { others: subject.others.map(({ version }) => version) } : {}),
        planHash: subject.planHash,
        rowsAtRisk: subject.rowsAtRisk,
        ...(row.emergency === null ? {} : { emergency: row.emergency }),
      },
      at,
    });
  });
  return row;
}

/** Nobody else could: who insists answers for it alone, and that stands in the log. */
export async function selfApprove(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  row: ApprovalRow,
): Promise<ApprovalRow> {
  const at = context.clock.now();
  const done = { status: 'approved', updatedAt: at, completedAt: at } as const;
  await context.plane.transaction(async (tx) => {
    await tx.approvals.act(scope, {
      id: context.ids.next(),
      requestId: row.id,
      action: 'approve',
      actor: scope.principal.id,
      comment: 'nobody else may approve',
      at,
    });
    await tx.approvals.change(scope, row.id, 'pending', done);
    await tx.log.record(scope, {
      op: 'approval.self_approved',
      environmentId: environment.id,
      data: { request: row.id, forced: true, rowsAtRisk: row.subject.rowsAtRisk },
      at,
    });
  });
  return { ...row, ...done };
}
