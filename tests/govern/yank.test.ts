/** A version that was taken out of use says why, and a yanked one comes nowhere any more. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHOP, text } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

let office: Office;
let first: string;
let second: string;

beforeEach(async () => {
  office = await openOffice();
  first = await office.publish(customerFields());
  second = await office.publish({ ...customerFields(), email: text('E-mail') });
});
afterEach(() => office.dispose());

const REASON = 'it loses the phone numbers';
const admin = () => office.as('adam');
const yank = (versionId = second) =>
  office.service.deprecate(admin(), versionId, { yank: true, reason: REASON });
const promote = (versionId: string, more = {}) =>
  office.service.promote(admin(), versionId, { targetEnv: 'staging', ...more });

describe('a deprecated version', () => {
  it('keeps its reason, blocks new installs, and may be yanked later, never the other way round', async () => {
    await office.service.deprecate(admin(), second, { reason: 'superseded' });
    await office.service.deprecate(admin(), second);
    const notice = async () =>
      (await office.service.versions(office.as('rita'), SHOP)).find(({ id }) => id === second)?.notice;
    expect(await notice()).toMatchObject({ yanked: false, reason: 'superseded', by: 'adam' });
    expect((await office.refused(promote(second))).code).toBe('VERSION_DEPRECATED');
    await promote(second, { allowDeprecated: true });
    await yank();
    await office.service.deprecate(admin(), second);
    expect(await notice()).toMatchObject({ yanked: true, reason: REASON });
    const events = await office.service.log(office.as('rita'));
    expect(
      events.filter(({ versionId, op }) => versionId === second && /deprecated|yanked/.test(op)),
    ).toMatchObject([
      { op: 'version.deprecated', data: { reason: 'superseded' } },
      { op: 'version.yanked', data: { reason: REASON } },
    ]);
  });
});

describe('a yanked version', () => {
  it('is not promoted, whatever is asked for, and is no way back', async () => {
    await promote(first);
    await yank(first);
    for (const more of [
      {},
      { allowDeprecated: true },
      { allowDeprecated: true, force: true, emergency: 'now' },
    ]) {
      const { code, message, details } = await office.refused(promote(first, more));
      expect({ code, reason: details.reason }).toEqual({ code: 'VERSION_YANKED', reason: REASON });
      expect(message).toContain(REASON);
    }
    const back = office.service.rollback(admin(), { targetEnv: 'dev', toVersionId: first });
    expect((await office.refused(back)).code).toBe('VERSION_YANKED');
    expect(await office.runs('dev')).not.toBe(await office.runs('staging'));
  });

  it('goes on where it runs, which is told there', async () => {
    await yank();
    expect(await office.runs('dev')).toBe('1.1.0');
    const { installations } = await office.service.environment(office.as('rita'), 'dev');
    expect(installations[0]?.notice).toMatchObject({ yanked: true, reason: REASON });
  });

  it('does not go live after a hold that began before', async () => {
    await promote(first);
    await promote(second, { hold: true });
    await yank();
    const swap = office.service.activate(admin(), { targetEnv: 'staging' });
    expect((await office.refused(swap)).code).toBe('VERSION_YANKED');
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('needs a reason, and somebody who may', async () => {
    for (const reason of [undefined, '', '  ']) {
      const attempt = office.service.deprecate(admin(), second, {
        yank: true,
        ...(reason === undefined ? {} : { reason }),
      });
      expect((await office.refused(attempt)).code).toBe('USAGE_INVALID');
    }
    const attempt = office.service.deprecate(office.as('max'), second, { yank: true, reason: REASON });
    expect((await office.refused(attempt)).code).toBe('ROLE_FORBIDDEN');
    expect((await office.service.versions(admin(), SHOP)).map(({ status }) => status)).toEqual([
      'published',
      'published',
    ]);
  });
});
