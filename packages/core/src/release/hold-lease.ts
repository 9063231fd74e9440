/** Owns keeping the lease until a run takes effect. */
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Scope } from '../scope.ts';

/**
 * The first statements of a transaction in which a run takes effect. Work may have lasted longer than a lease does: it
 * is still ours as long as nobody else came, and nobody can come before this transaction ends. @throws LEASE_LOST
 */
export async function holdLease(tx: ControlPlane, scope: Scope, lease: Lease): Promise<void> {
  await tx.leases.renew(scope, lease, LIMITS.lease_ttl_ms);
  await tx.leases.assertHeld(scope, lease);
}
