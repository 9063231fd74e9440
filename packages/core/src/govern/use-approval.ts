/** Owns using an approval up: once, in the very transaction in which the run goes live, after a last look at the gate. */
import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import type { Members } from '../policy/members.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunRow } from '../release/run.ts';
import { isOneWay } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';
import { assertStillAllowed } from './still-allowed.ts';

/**
 * @param members as they were right before the transaction: nobody waits for a directory inside it
 * @throws CHANGE_FROZEN, APPROVAL_STALE when it was taken back, expired, or is not enough by now. What only goes forward
 * was allowed before its first statement, and is over
 */
export async function useApproval(
  { clock }: Pick<Context, 'clock'>,
  tx: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  members: Members | null,
): Promise<void> {
  const { id, request } = run;
  if (!isOneWay(run)) await assertStillAllowed({ plane: tx, clock, members }, scope, environment, run);
  if (request.approval === undefined) return;
  const at = clock.now();
  const used = { status: 'consumed', runId: id, updatedAt: at } as const;
  const isUsed = await tx.approvals.change(scope, request.approval, 'approved', used);
  invariant(isUsed || isOneWay(run), `approval '${request.approval}' went while run '${id}' went live`);
  await tx.log.record(scope, {
    op: 'approval.used',
    environmentId: request.environmentId,
    runId: id,
    data: {
      request: request.approval,
      ...(request.emergency === undefined ? {} : { emergency: request.emergency, forced: true }),
    },
    at,
  });
}
