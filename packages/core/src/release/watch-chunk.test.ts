import { describe, expect, it } from 'vitest';
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { ProgressEvent } from '../service-types.ts';
import { watchChunk } from './watch-chunk.ts';

const scope = { orgId: 'org', principal: { kind: 'user', id: 'ann' } } as const;
const lease: Lease = { environmentId: 'env-1', runId: 'run-1', owner: 'me', fence: 3, expiresAt: '' };

type Rows = NonNullable<ProgressEvent['rows']>;

/** A watch under a clock that moves only here, and what it asked of the control plane. */
function watched(assertWanted: () => Promise<void> = async () => undefined) {
  let nowMs = 5_000;
  const renewals: { readonly lease: Lease; readonly ttlMs: number; readonly inTransaction: boolean }[] = [];
  const said: Rows[] = [];
  let open = false;
  let asked = 0;
  const leases = {
    async renew(_: unknown, held: Lease, ttlMs: number) {
      renewals.push({ lease: held, ttlMs, inTransaction: open });
      return held;
    },
  };
  const plane = {
    async transaction<T>(work: (tx: ControlPlane) => Promise<T>): Promise<T> {
      open = true;
      try {
        return await work({ leases } as unknown as ControlPlane);
      } finally {
        open = false;
      }
    },
  } as ControlPlane;
  const watch = watchChunk({
    context: { clock: { now: () => '', monotonicMs: () => nowMs, every: () => () => {} }, plane },
    scope,
    lease,
    assertWanted: async () => {
      asked += 1;
      await assertWanted();
    },
    onRows: (_, rows) => said.push(rows),
  });
  return {
    watch,
    renewals,
    said,
    asked: () => asked,
    advance: (ms: number) => {
      nowMs += ms;
    },
    rows: (done: number, total: number) => watch.onRows({ stepId: 's', done, total }),
  };
}

describe('what is looked at between batches', () => {
  it('renews the lease and hears a cancel at most once a second', async () => {
    const { watch, renewals, asked, advance } = watched();
    await watch.goesOn();
    expect(renewals).toEqual([]);
    for (let batch = 0; batch < 100; batch += 1) {
      advance(50);
      await watch.goesOn();
    }
    expect(asked()).toBe(5);
    expect(renewals).toEqual(
      Array.from({ length: 5 }, () => ({ lease, ttlMs: LIMITS.lease_ttl_ms, inTransaction: true })),
    );
  });

  it('is never so rare that the lease ends meanwhile', () => {
    expect(LIMITS.watch_ms * 10).toBeLessThan(LIMITS.lease_ttl_ms);
  });

  it('stops the chunk when the run is cancelled, without a renewal', async () => {
    const cancelled = new AuthoringError('RUN_CANCELLED', 'the run was cancelled');
    const { watch, renewals, advance } = watched(() => Promise.reject(cancelled));
    advance(LIMITS.watch_ms);
    await expect(watch.goesOn()).rejects.toBe(cancelled);
    expect(renewals).toEqual([]);
  });

  it('asks again at once when it could not look', async () => {
    let failures = 1;
    const { watch, renewals, advance } = watched(async () => {
      if (failures-- > 0) throw new AuthoringError('LOCK_TIMEOUT', 'busy');
    });
    advance(LIMITS.watch_ms);
    await expect(watch.goesOn()).rejects.toThrow('busy');
    await watch.goesOn();
    expect(renewals).toHaveLength(1);
  });
});

describe('what people see of rows', () => {
  it('comes at most once a second, with the speed since the first batch and the seconds that are left', () => {
    const { said, rows, advance } = watched();
    for (let batch = 0; batch <= 40; batch += 1) {
      rows(1_000 + batch * 100, 11_000);
      advance(100);
    }
    expect(said).toEqual([
      { done: 2_000, total: 11_000, perSecond: 1_000, secondsLeft: 9 },
      { done: 3_000, total: 11_000, perSecond: 1_000, secondsLeft: 8 },
      { done: 4_000, total: 11_000, perSecond: 1_000, secondsLeft: 7 },
      { done: 5_000, total: 11_000, perSecond: 1_000, secondsLeft: 6 },
    ]);
  });

  it('has an end also where nothing moves, and where there are more rows than were expected', () => {
    const { said, rows, advance } = watched();
    rows(0, 50);
    advance(1_000);
    rows(0, 50);
    advance(1_000);
    rows(90, 50);
    expect(said).toEqual([
      { done: 0, total: 50, perSecond: 1, secondsLeft: 50 },
      { done: 90, total: 50, perSecond: 45, secondsLeft: 0 },
    ]);
  });
});
