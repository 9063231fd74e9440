/** Promotions that must not happen, and two that want to at once: what is refused moved nothing, and one wins whole. */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, type Office, openOffice } from '../govern/office.ts';
import { SHOP, text } from '../lifecycle/shop.ts';

let office: Office;
let first: string;
beforeEach(async () => {
  office = await openOffice();
  first = await office.publish(customerFields());
});
afterEach(() => office.dispose());

const promote = (id: string, targetEnv = 'staging', who = 'adam') =>
  office.service.promote(office.as(who), id, { targetEnv });
const states = async (environment: string) =>
  (await office.service.runs(office.as('rita'), { environment })).map(({ state }) => state);

describe('what is no sealed version of ours', () => {
  it.each([
    ['the draft', async () => (await office.service.openDraft(office.as('max'), SHOP)).draftId],
    ['nothing', async () => '019b0f6e-3c1a-7d52-8f0a-2f6c1f1f7e11'],
    ['a path', async () => '../../../etc/passwd'],
    ['a statement', async () => `${first}'; DROP TABLE sys_package_version; --`],
    ['a text with a zero', async () => `${first}\0`],
  ])('is not promoted: %s', async (_, id) => {
    expect(await office.refused(promote(await id()))).toMatchObject({ code: 'VERSION_NOT_FOUND' });
    expect(await states('staging')).toEqual([]);
    expect(await office.runs('staging')).toBeNull();
  });

  it('is not promoted either when it is of another organization', async () => {
    const elsewhere = { ...office.as('adam'), orgId: 'org-other' };
    const { code } = await office.refused(office.service.promote(elsewhere, first, { targetEnv: 'staging' }));
    expect(code).toBe('ENVIRONMENT_NOT_FOUND');
    expect(await office.runs('staging')).toBeNull();
  });
});

describe('two promotions at once', () => {
  it('of two versions: one is live whole, and whoever could not says why', async () => {
    const second = await office.publish({ ...customerFields(), fax: text('Fax') });
    const outcomes = await Promise.allSettled([promote(first), promote(second)]);
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(lost.length).toBeLessThan(2);
    for (const error of lost)
      expect(['ENVIRONMENT_LOCKED', 'PLAN_STALE']).toContain(isAuthoringError(error) && error.code);
    const resting = ['committed', 'finished', 'refused', 'failed_clean'];
    expect((await states('staging')).filter((state) => !resting.includes(state))).toEqual([]);
    // The pointer is where the last of them left it, and the tables are as that version needs them.
    const activated = (await office.service.log(office.as('rita'))).filter(
      ({ op, data }) => op === 'environment.activated' && data?.kind === 'promote',
    );
    expect(activated).toHaveLength(2 - lost.length);
    const { installations, drift } = await office.service.environment(office.as('rita'), 'staging');
    expect(installations[0]?.versionId).toBe(activated.at(-1)?.versionId);
    expect(drift).toEqual([]);
    expect((await office.service.verifyAudit(office.as('rita'))).intact).toBe(true);
  });

  it('by one approval: it lets one of them live, and once', async () => {
    const { details } = await office.refused(promote(first, 'prod'));
    await office.service.approve(office.as('anna'), details.request as string);
    const outcomes = await Promise.allSettled([promote(first, 'prod'), promote(first, 'prod', 'olga')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const events = await office.service.log(office.as('rita'));
    expect(events.filter(({ op }) => op === 'approval.used')).toHaveLength(1);
    expect(await office.runs('prod')).toBe('1.0.0');
  });
});
