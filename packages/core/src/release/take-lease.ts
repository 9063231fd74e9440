/** Owns getting the lease of an environment: granted when free, run out, or left behind by a process that is gone. */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Scope } from '../scope.ts';

/** @throws ENVIRONMENT_LOCKED with the holder's run */
export async function takeLease(
  context: Context,
  scope: Scope,
  environmentId: string,
  runId: string,
): Promise<Lease> {
  const { leases } = context.plane;
  const acquire = () => leases.acquire(scope, environmentId, runId, context.owner, LIMITS.lease_ttl_ms);
  try {
    return await acquire();
  } catch (error) {
    if (!isAuthoringError(error) || error.code !== 'ENVIRONMENT_LOCKED') throw error;
    const holder = await leases.current(scope, environmentId);
    if (!holder || !context.ownerIsGone?.(holder.owner)) throw error;
    // Ends that very grant: when another runner was quicker, its fence is another one and this does nothing.
    await leases.release(scope, holder);
    return acquire();
  }
}

/**
 * The first statements of a transaction in which a run takes effect. Work may have lasted longer than a lease does: it
 * is still ours as long as nobody else came, and nobody can come before this transaction ends. @throws LEASE_LOST
 */
export async function holdLease(tx: ControlPlane, scope: Scope, lease: Lease): Promise<void> {
  await tx.leases.renew(scope, lease, LIMITS.lease_ttl_ms);
  await tx.leases.assertHeld(scope, lease);
}
