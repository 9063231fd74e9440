/** Owns using an approval up: once, in the very transaction in which the run goes live. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';

/** @throws APPROVAL_STALE when it was taken back or used meanwhile */
export async function useApproval(
  { clock }: Pick<Context, 'clock'>,
  tx: ControlPlane,
  scope: Scope,
  { id, request }: RunRow,
): Promise<void> {
  if (request.approval === undefined) return;
  const at = clock.now();
  const used = { status: 'consumed', runId: id, updatedAt: at } as const;
  if (await tx.approvals.change(scope, request.approval, 'approved', used)) {
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
    return;
  }
  throw new AuthoringError(
    'APPROVAL_STALE',
    `approval '${request.approval}' was taken back while the run was on its way`,
    {
      details: { request: request.approval, run: id },
      suggestion: 'see who said what with: mda approvals --all; then repeat the command, which asks anew',
    },
  );
}
