/** When an environment may change, in which order versions come to it, and what happens when it cannot wait. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, type Office, openOffice } from './office.ts';

let office: Office;
let version: string;

beforeEach(async () => {
  office = await openOffice();
  version = await office.publish(customerFields());
});

afterEach(() => office.dispose());

const toStaging = (who = 'adam', options: { emergency?: string } = {}) =>
  office.service.promote(office.as(who), version, { targetEnv: 'staging', ...options });
const set = (changes: unknown, environment = 'staging') =>
  office.service.setPolicy(office.as('olga'), environment, changes);

describe('a freeze', () => {
  it('stops what changes the environment, says why, and ends by itself', async () => {
    await set({ freeze: { reason: 'closing of the year', until: '2026-06-01T12:00:00Z' } });
    const { code, message } = await office.refused(toStaging());
    expect({ code, message }).toEqual({
      code: 'CHANGE_FROZEN',
      message: "'staging' may not change now: frozen until 2026-06-01T12:00:00.000Z: closing of the year",
    });
    office.clock.advance(2 * 60 * 60 * 1_000);
    await toStaging();
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('ends at a time to come that means the same for everybody', async () => {
    await set({ freeze: { reason: 'x', until: '2026-06-02' } });
    expect((await office.service.policy(office.as('rita'), 'staging')).policy.freeze?.until).toBe(
      '2026-06-02T00:00:00.000Z',
    );
    for (const until of ['2026-06-02 10:00', '2026-06-02T10:00', '02.06.2026'])
      expect(await office.refused(set({ freeze: { reason: 'x', until } }))).toMatchObject({
        code: 'USAGE_INVALID',
        message: 'freeze.until is no day, and no time with its offset from UTC',
      });
    expect(
      await office.refused(set({ freeze: { reason: 'x', until: '2026-06-01T09:00:00Z' } })),
    ).toMatchObject({
      code: 'USAGE_INVALID',
      message: 'freeze.until is over: it is 2026-06-01T10:00:00.000Z',
    });
    // Once it is over, the policy that was read is still one that can be set.
    office.clock.advance(48 * 60 * 60 * 1_000);
    const { policy } = await office.service.policy(office.as('rita'), 'staging');
    await set({ ...policy, order: 'pipeline' });
  });

  it('is broken by no reason that says nothing, at any gate', async () => {
    await set({ freeze: { reason: 'inventory' } });
    for (const emergency of ['', '  \n', 'x'.repeat(1_001)]) {
      expect((await office.refused(toStaging('adam', { emergency }))).code).toBe('USAGE_INVALID');
      const looks = office.service.promote(office.as('adam'), version, {
        ...{ targetEnv: 'staging', emergency, dryRun: true },
      });
      expect((await office.refused(looks)).code).toBe('USAGE_INVALID');
      const purge = office.service.purge(office.as('adam'), { targetEnv: 'staging', emergency });
      expect((await office.refused(purge)).code).toBe('USAGE_INVALID');
    }
    expect(await office.service.approvals(office.as('rita'), { all: true })).toEqual([]);
    await set({ freeze: null });
    await office.service.promote(office.as('adam'), version, { targetEnv: 'staging', hold: true });
    await set({ freeze: { reason: 'inventory' } });
    const swap = office.service.activate(office.as('adam'), { targetEnv: 'staging', emergency: ' ' });
    expect((await office.refused(swap)).code).toBe('USAGE_INVALID');
  });

  it('does not stop a rollback', async () => {
    await toStaging();
    const second = await office.publish({ ...customerFields(), fax: { type: 'text', label: 'Fax' } });
    await office.service.promote(office.as('adam'), second, { targetEnv: 'staging' });
    await set({ freeze: { reason: 'inventory' } });
    await office.service.rollback(office.as('adam'), { targetEnv: 'staging' });
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('is broken by a reason and a second person, for an hour, and loudly', async () => {
    await set({ freeze: { reason: 'inventory' } });
    const emergency = { emergency: 'orders are lost' };
    const { code, details } = await office.refused(toStaging('adam', emergency));
    expect(code).toBe('APPROVAL_REQUIRED');
    const request = details.request as string;
    expect((await office.refused(office.service.approve(office.as('adam'), request))).code).toBe(
      'ROLE_FORBIDDEN',
    );
    expect(await office.service.approve(office.as('anna'), request)).toMatchObject({
      status: 'approved',
      emergency: 'orders are lost',
      needed: 1,
      expiresAt: '2026-06-01T11:00:00.000Z',
    });
    expect((await office.refused(toStaging())).code, 'without its reason it is no emergency').toBe(
      'CHANGE_FROZEN',
    );
    await toStaging('adam', emergency);
    expect(await office.runs('staging')).toBe('1.0.0');
    const log = await office.service.log(office.as('rita'));
    const [broken] = log.filter(({ op }) => op === 'approval.glass_broken');
    expect(broken).toMatchObject({
      actor: 'anna',
      data: { emergency: 'orders are lost', submitter: 'adam', forced: true },
    });
    expect(log.find(({ op }) => op === 'approval.used')).toMatchObject({
      data: { emergency: 'orders are lost' },
    });
  });

  it('is not broken after its hour', async () => {
    await set({ freeze: { reason: 'inventory' } });
    const emergency = { emergency: 'orders are lost' };
    const request = (await office.refused(toStaging('adam', emergency))).details.request as string;
    await office.service.approve(office.as('anna'), request);
    office.clock.advance(60 * 60 * 1_000);
    const again = await office.refused(toStaging('adam', emergency));
    expect(again.code).toBe('APPROVAL_REQUIRED');
    expect(again.details.request).not.toBe(request);
  });
});

describe('a window', () => {
  it('lets changes in while it is open, also over midnight', async () => {
    await set({ windows: [{ days: [1], from: '22:00', to: '04:00' }] });
    expect((await office.refused(toStaging())).message).toBe(
      "'staging' may not change now: outside its change windows: Mon 22:00 to 04:00 UTC",
    );
    office.clock.advance(17 * 60 * 60 * 1_000);
    await toStaging();
  });
});

describe('the order of the pipeline', () => {
  it('does not let a version skip an environment', async () => {
    await set({ order: 'pipeline', approvals: { needed: 0 } }, 'prod');
    const toProd = () => office.service.promote(office.as('adam'), version, { targetEnv: 'prod' });
    expect(await office.refused(toProd())).toMatchObject({
      code: 'PIPELINE_ORDER',
      suggestion: 'promote it there first: mda promote VERSION --to staging',
    });
    await toStaging();
    await toProd();
    expect(await office.runs('prod')).toBe('1.0.0');
  });
});

describe('who sets a policy', () => {
  it('is an owner; both ends of it stand in the log', async () => {
    for (const who of ['adam', 'max', 'rita'])
      expect(
        (await office.refused(office.service.setPolicy(office.as(who), 'prod', { order: 'pipeline' }))).code,
      ).toBe('ROLE_FORBIDDEN');
    await set({ approvals: { needed: 2 } }, 'prod');
    expect(await office.service.policy(office.as('rita'), 'prod')).toMatchObject({
      set: true,
      policy: { approvals: { needed: 2, selfApproval: false, roles: ['owner', 'admin'] } },
    });
    const [changed] = (await office.service.log(office.as('rita'))).filter(
      ({ op }) => op === 'policy.changed',
    );
    expect(changed).toMatchObject({
      actor: 'olga',
      data: { before: { approvals: { needed: 1 } }, after: { approvals: { needed: 2 } } },
    });
    expect(await set(null, 'prod')).toMatchObject({ policy: { approvals: { needed: 1 } } });
  });

  it('is told what part of it is wrong, and nothing changes', async () => {
    for (const [changes, message] of [
      [{ approvals: { needed: -1 } }, 'approvals.needed is no whole number from 0 to 20'],
      [{ approvals: { roles: ['king'] } }, 'approvals.roles is no list of roles'],
      [{ approvals: { quorum: 1 } }, "approvals has no 'quorum'"],
      [{ order: 'backwards' }, "order is neither 'any' nor 'pipeline'"],
      [
        { windows: [{ days: [8], from: '01:00', to: '02:00' }] },
        'windows[0].days is no list of days from 1 (Monday) to 7',
      ],
      [{ windows: [{ days: [1], from: '25:00', to: '02:00' }] }, 'windows[0].from is no time HH:MM'],
      [{ windows: [{ days: [1], from: '02:00', to: '02:00' }] }, 'windows[0] begins when it ends'],
      [{ freeze: { reason: ' ' } }, 'freeze.reason is missing'],
      [
        { freeze: { reason: 'x', until: 'tomorrow' } },
        'freeze.until is no day, and no time with its offset from UTC',
      ],
      [[], 'the policy is no JSON object'],
      ['frozen', 'the policy is no JSON object'],
      [{ __proto__: null, constructor: 1 }, "the policy has no 'constructor'"],
    ] as const)
      expect(await office.refused(set(changes))).toMatchObject({ code: 'USAGE_INVALID', message });
    expect(await office.service.policy(office.as('rita'), 'staging')).toMatchObject({ set: false });
  });
});
