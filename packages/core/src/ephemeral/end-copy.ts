/**
 * Owns the end of an environment that was made for a while: `ending` under a lease, then its database, then its rows in one
 * transaction. Idempotent from every point: what is gone is no error, and what is left stands in the row.
 */
import type { Context } from '../context.ts';
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { beatBeside } from '../release/beat-lease.ts';
import { endDeadRuns } from '../release/end-dead-runs.ts';
import { holdLease } from '../release/hold-lease.ts';
import { takeLease } from '../release/take-lease.ts';
import type { Scope } from '../scope.ts';
import { provisionOf } from './provision-of.ts';

/** Why it ends, as the log has it. */
export type EndReason = 'expired' | 'removed' | 'failed' | 'rehearsed';

/**
 * @throws ENVIRONMENT_LOCKED while a run or another collect is at work on it, DATABASE_NOT_OURS, DATABASE_UNAVAILABLE,
 * LOCK_TIMEOUT; it stays `ending` then, and is taken up again
 */
export async function endCopy(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  reason: EndReason,
): Promise<void> {
  const provision = provisionOf(context);
  const { plane } = context;
  const take = () =>
    plane.transaction(async (tx) => {
      const lease = await takeLease(context, tx, scope, environment.id, context.ids.next());
      await endDeadRuns(context, tx, scope, lease);
      // Somebody else was quicker: nothing is left to do.
      if (await tx.environments.setState(scope, environment.id, 'ending')) return lease;
      await tx.leases.release(scope, lease);
      return null;
    });
  const lease = await take().catch(async (error: unknown) => {
    const holder = await plane.leases.current(scope, environment.id);
    if (!holder || !context.ownerIsGone?.(holder.owner)) throw error;
    await plane.leases.release(scope, holder);
    return take();
  });
  if (lease === null) return;
  try {
    const beat = async () => {
      await plane.leases.renew(scope, lease, LIMITS.lease_ttl_ms);
    };
    await beatBeside({ clock: context.clock, beat, interrupt: async () => {} }, () =>
      provision.drop(environment),
    );
    await plane.transaction(async (tx) => {
      await holdLease(tx, scope, lease);
      await forgetEnvironment(context, tx, scope, environment, reason);
      await tx.leases.release(scope, lease);
    });
  } catch (error) {
    await plane.leases.release(scope, lease);
    throw error;
  }
}

/** Its pointers, its variables, what it overrode and held, and its row; its runs and events stay as history. */
export async function forgetEnvironment(
  context: Pick<Context, 'clock'>,
  tx: ControlPlane,
  scope: Scope,
  { id, name, type }: EnvironmentRow,
  reason: EndReason,
): Promise<void> {
  for (const { packageId } of await tx.installations.list(scope, id))
    await tx.installations.remove(scope, id, packageId);
  for (const { packageId, name: variable } of await tx.variables.list(scope, id))
    await tx.variables.remove(scope, id, packageId, variable);
  for (const { ref } of await tx.overlays.list(scope, id))
    await tx.overlays.remove(scope, id, ref, context.clock.now());
  const holds = await tx.holds.list(scope, id);
  if (holds.length > 0)
    await tx.holds.remove(
      scope,
      id,
      holds.map((hold) => hold.id),
    );
  await tx.environments.remove(scope, id);
  await tx.log.record(scope, {
    op: 'environment.removed',
    environmentId: id,
    data: { name, type, reason },
    at: context.clock.now(),
  });
}
