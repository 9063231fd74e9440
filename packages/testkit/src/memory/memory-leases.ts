/** Owns leases in memory. A lease that ended keeps its row: the fence must go on growing. */
import { AuthoringError, type Lease, type LeasePort } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { keyOfRow } from './table.ts';

export function memoryLeases(session: MemorySession, nowMs: () => number): LeasePort {
  const held = (orgId: string, environmentId: string) =>
    session.read().leases.get(keyOfRow(orgId, environmentId));
  return {
    async acquire({ orgId }, environmentId, runId, owner, ttlMs) {
      return session.write(({ leases }) => {
        const key = keyOfRow(orgId, environmentId);
        const before = leases.get(key);
        const mine = before?.owner === owner && before.runId === runId;
        if (before && !mine && before.expiresMs > nowMs()) {
          throw new AuthoringError(
            'ENVIRONMENT_LOCKED',
            `environment ${environmentId} is locked by another run`,
            {
              details: { environmentId, runId: before.runId, expiresAt: iso(before.expiresMs) },
            },
          );
        }
        const fence = (before?.fence ?? 0) + 1;
        const granted = { environmentId, runId, owner, fence, expiresMs: nowMs() + ttlMs };
        leases.set(key, granted);
        return toLease(granted);
      });
    },
    async renew({ orgId }, lease, ttlMs) {
      return session.write(({ leases }) => {
        const key = keyOfRow(orgId, lease.environmentId);
        const before = leases.get(key);
        if (before?.fence !== lease.fence || before.expiresMs === 0) throw lost(lease);
        const renewed = { ...before, expiresMs: nowMs() + ttlMs };
        leases.set(key, renewed);
        return toLease(renewed);
      });
    },
    async assertHeld({ orgId }, lease) {
      const row = held(orgId, lease.environmentId);
      if (row?.fence !== lease.fence || row.expiresMs <= nowMs()) throw lost(lease);
    },
    async release({ orgId }, lease) {
      await session.write(({ leases }) => {
        const key = keyOfRow(orgId, lease.environmentId);
        const before = leases.get(key);
        if (before?.fence === lease.fence) leases.set(key, { ...before, expiresMs: 0 });
      });
    },
    async current({ orgId }, environmentId) {
      const row = held(orgId, environmentId);
      return row && row.expiresMs > nowMs() ? toLease(row) : null;
    },
  };
}

function toLease({ expiresMs, ...row }: Omit<Lease, 'expiresAt'> & { readonly expiresMs: number }): Lease {
  return { ...row, expiresAt: iso(expiresMs) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function lost(lease: Lease): AuthoringError {
  return new AuthoringError('LEASE_LOST', `run ${lease.runId} lost environment ${lease.environmentId}`);
}
