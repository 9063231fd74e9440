/**
 * Port: the lease of an environment (`_authoring_lease`), by the control database's clock. The fence grows by one with
 * every grant, and never goes back: a runner that slept past its lease is refused wherever the fence is checked.
 */
import type { Scope } from '../scope.ts';

export interface Lease {
  readonly environmentId: string;
  readonly runId: string;
  readonly owner: string;
  readonly fence: number;
  readonly expiresAt: string;
}

export interface LeasePort {
  /** Grants when free, expired, or already held by the same owner for the same run. @throws ENVIRONMENT_LOCKED with the holder's run */
  acquire(scope: Scope, environmentId: string, runId: string, owner: string, ttlMs: number): Promise<Lease>;
  /** @throws LEASE_LOST when another fence was granted since */
  renew(scope: Scope, lease: Lease, ttlMs: number): Promise<Lease>;
  /** Inside the commit transaction: asserts the lease is still ours. @throws LEASE_LOST */
  assertHeld(scope: Scope, lease: Lease): Promise<void>;
  /** No-op when it is not ours any more. */
  release(scope: Scope, lease: Lease): Promise<void>;
  current(scope: Scope, environmentId: string): Promise<Lease | null>;
}
