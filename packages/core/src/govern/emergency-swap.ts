/**
 * Owns the emergency of a run that waits for its swap and is held up by a window, or whose approval ran out: a reason, and
 * one other person for an hour, as at any gate. Its content, plan and tables were fixed when it began.
 */
import type { Context } from '../context.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunRow } from '../release/run.ts';
import { saveRun } from '../release/run-record.ts';
import type { Scope } from '../scope.ts';
import { demandOf, policyOf } from './approval-demand.ts';
import { subjectUnderWay } from './approval-subject.ts';
import { leaveFor } from './leave.ts';
import { assertReason } from './reason.ts';

/** Writes the reason, and the approval of it, into the run. @param run held @throws APPROVAL_REQUIRED with the request */
export async function inEmergency(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  emergency: string,
): Promise<void> {
  const { plane } = context;
  assertReason(emergency, 'an emergency');
  const right = context.authorize(scope, 'drive_run', environment);
  const asked = { ...run, request: { ...run.request, emergency } };
  const before =
    run.request.approval === undefined ? null : await plane.approvals.get(scope, run.request.approval);
  const current = await policyOf(context, scope, environment);
  const demand = await demandOf(context, scope, environment, current, asked.request, right);
  const subject = await subjectUnderWay(plane, scope, run, before?.subject.rowsAtRisk ?? 0);
  const approval = demand && (await leaveFor(context, scope, environment, asked, demand, subject));
  const at = context.clock.now();
  await plane.transaction(async (tx) => {
    // The one that it began with is not used any more: nobody else may.
    if (before?.status === 'approved' && before.id !== approval?.id)
      await tx.approvals.change(scope, before.id, 'approved', {
        status: 'stale',
        updatedAt: at,
        completedAt: at,
      });
    await tx.log.record(scope, {
      op: 'run.emergency',
      environmentId: environment.id,
      runId: run.id,
      data: { emergency, forced: true, ...(approval ? { request: approval.id } : {}) },
      at,
    });
    const request = approval ? { ...asked.request, approval: approval.id } : asked.request;
    await saveRun(context, tx, scope, { ...run, request }, {});
  });
}
