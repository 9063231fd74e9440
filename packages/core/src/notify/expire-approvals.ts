/** Owns the end of requests by time: written down once, so that who asked is told. What is expired was of no use before, too. */
import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';

/** More open ones than this nobody has; the rest comes next time. */
const LOOKED_THROUGH = 500;

export async function expireApprovals({ plane, clock }: Context, scope: Scope): Promise<void> {
  const now = clock.now();
  for (const row of await plane.approvals.list(scope, { limit: LOOKED_THROUGH })) {
    const isOpen = row.status === 'pending' || row.status === 'approved';
    if (!isOpen || row.expiresAt > now) continue;
    await plane.transaction(async (tx) => {
      const change = { status: 'expired', updatedAt: now, completedAt: now } as const;
      if (await tx.approvals.change(scope, row.id, row.status, change))
        await tx.log.record(scope, {
          op: 'approval.expired',
          environmentId: row.subject.environmentId,
          data: { request: row.id, submitter: row.submitter, version: row.subject.version },
          at: now,
        });
    });
  }
}
