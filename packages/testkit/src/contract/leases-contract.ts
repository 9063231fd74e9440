/** Owns what LeasePort promises. Time is the database's own: tests wait for it by asking, not by guessing. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Lease, LeasePort, Scope } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { type Given, newId, newScope } from './given.ts';

const long = 60_000;
/** Long enough to be seen held, short enough to wait for. */
const short = 40;

/** Until the database says that the lease is over. */
async function expired(leases: LeasePort, scope: Scope, environmentId: string): Promise<void> {
  for (let asked = 0; (await leases.current(scope, environmentId)) !== null; asked += 1) {
    if (asked > 500) expect.fail('the lease does not expire');
    await pause(5);
  }
}

export function leasesContract(given: () => Given): void {
  it('grants a free environment and tells who has it', async () => {
    const { leases } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    expect(await leases.current(scope, environmentId)).toBeNull();
    const lease = await leases.acquire(scope, environmentId, 'run-1', 'worker-1', long);
    expect(lease).toMatchObject({ environmentId, runId: 'run-1', owner: 'worker-1', fence: 1 });
    expect(lease.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(await leases.current(scope, environmentId)).toEqual(lease);
    await leases.assertHeld(scope, lease);
  });

  it('locks everyone else out and names the run that holds it', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const environmentId = newId();
    const lease = await plane.leases.acquire(scope, environmentId, 'run-1', 'worker-1', long);
    const attempt = other.leases.acquire(scope, environmentId, 'run-2', 'worker-2', long);
    expect(await expectCode(attempt, 'ENVIRONMENT_LOCKED')).toMatchObject({ environmentId, runId: 'run-1' });
    await expectCode(
      other.leases.acquire(scope, environmentId, 'run-2', 'worker-1', long),
      'ENVIRONMENT_LOCKED',
    );
    await expectCode(
      other.leases.acquire(scope, environmentId, 'run-1', 'worker-2', long),
      'ENVIRONMENT_LOCKED',
    );
    expect(await plane.leases.current(scope, environmentId)).toEqual(lease);
    await other.leases.acquire(scope, newId(), 'run-2', 'worker-2', long);
  });

  it('grants again to the same owner and run, with the next fence', async () => {
    const { leases } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const first = await leases.acquire(scope, environmentId, 'run-1', 'worker-1', long);
    const second = await leases.acquire(scope, environmentId, 'run-1', 'worker-1', long);
    expect(second.fence).toBe(2);
    await expectCode(leases.assertHeld(scope, first), 'LEASE_LOST');
    await expectCode(leases.renew(scope, first, long), 'LEASE_LOST');
    await leases.assertHeld(scope, second);
  });

  it('is free after release, and the fence goes on growing', async () => {
    const { leases } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const first = await leases.acquire(scope, environmentId, 'run-1', 'worker-1', long);
    await leases.release(scope, first);
    expect(await leases.current(scope, environmentId)).toBeNull();
    await expectCode(leases.assertHeld(scope, first), 'LEASE_LOST');
    await expectCode(leases.renew(scope, first, long), 'LEASE_LOST');
    const second = await leases.acquire(scope, environmentId, 'run-2', 'worker-2', long);
    expect(second.fence).toBe(2);
    await leases.release(scope, first);
    await leases.assertHeld(scope, second);
  });

  it('expires by the database clock: then another one gets it and the sleeper has lost it', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const environmentId = newId();
    const sleeper = await plane.leases.acquire(scope, environmentId, 'run-1', 'worker-1', short);
    await expired(plane.leases, scope, environmentId);
    await expectCode(plane.leases.assertHeld(scope, sleeper), 'LEASE_LOST');
    const next = await other.leases.acquire(scope, environmentId, 'run-2', 'worker-2', long);
    expect(next.fence).toBe(2);
    await expectCode(plane.leases.assertHeld(scope, sleeper), 'LEASE_LOST');
    await expectCode(plane.leases.renew(scope, sleeper, long), 'LEASE_LOST');
    await plane.leases.release(scope, sleeper);
    expect(await plane.leases.current(scope, environmentId)).toEqual(next);
  });

  it('renews: the lease outlives its first term', async () => {
    const { leases } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const lease = await leases.acquire(scope, environmentId, 'run-1', 'worker-1', long);
    const renewed = await leases.renew(scope, lease, 2 * long);
    expect(renewed.fence).toBe(lease.fence);
    expect(Date.parse(renewed.expiresAt)).toBeGreaterThan(Date.parse(lease.expiresAt) + long / 2);
    expect(await leases.current(scope, environmentId)).toEqual(renewed);
  });

  it('renews also what has run out, as long as nobody else came', async () => {
    const { leases } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const lease = await leases.acquire(scope, environmentId, 'run-1', 'worker-1', short);
    await expired(leases, scope, environmentId);
    await leases.assertHeld(scope, await leases.renew(scope, lease, long));
  });

  it('has one winner among many', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const environmentId = newId();
    const attempts = Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? plane : other).leases.acquire(scope, environmentId, `run-${n}`, `worker-${n}`, long),
    );
    const outcomes = await Promise.allSettled(attempts);
    const granted = outcomes.flatMap((it): Lease[] => (it.status === 'fulfilled' ? [it.value] : []));
    expect(granted).toHaveLength(1);
    expect(await plane.leases.current(scope, environmentId)).toEqual(granted[0]);
  });
}
