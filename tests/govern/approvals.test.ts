/** Approvals through the service: bound to what was shown, answered by the right people, used once, void when anything changes. */
import { LIMITS } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { text } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

let office: Office;
let version: string;

beforeEach(async () => {
  office = await openOffice();
  version = await office.publish(customerFields());
});

afterEach(() => office.dispose());

const promote = (
  who: string,
  options: { force?: boolean; emergency?: string; hold?: boolean } = {},
  id = version,
) => office.service.promote(office.as(who), id, { targetEnv: 'prod', ...options });

async function requested(who = 'adam', options = {}): Promise<string> {
  const { code, details } = await office.refused(promote(who, options));
  expect(['APPROVAL_REQUIRED', 'APPROVAL_STALE']).toContain(code);
  return details.request as string;
}

const approve = (who: string, request: string) => office.service.approve(office.as(who), request);

describe('I-49: production by default', () => {
  it('needs the approval of another member, and the same command uses it', async () => {
    const request = await requested();
    expect(await office.runs('prod')).toBeNull();
    expect(await requested()).toBe(request);
    expect(await approve('anna', request)).toMatchObject({ status: 'approved', environment: 'prod' });
    expect(await office.runs('prod'), 'approving executes nothing').toBeNull();
    const live = await promote('adam');
    expect(await office.runs('prod')).toBe('1.0.0');
    const [used] = await office.service.approvals(office.as('rita'), { all: true });
    expect(used).toMatchObject({
      id: request,
      status: 'consumed',
      submitter: 'adam',
      runId: 'run' in live ? live.run : '',
    });
    const log = await office.service.log(office.as('rita'));
    expect(
      log.filter(({ op }) => op.startsWith('approval.')).map(({ op, actor }) => `${op} ${actor}`),
    ).toEqual(['approval.requested adam', 'approval.approved anna', 'approval.used adam']);
  });

  it('is no matter of force where somebody else may approve', async () => {
    expect((await office.refused(promote('adam', { force: true }))).code).toBe('APPROVAL_REQUIRED');
    expect(await office.runs('prod')).toBeNull();
  });

  it('asks nobody in development and staging', async () => {
    await office.service.promote(office.as('adam'), version, { targetEnv: 'staging' });
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('moves nothing at all before the answer: no run, no statement, no finalize of what came before', async () => {
    await approve('anna', await requested());
    await promote('adam');
    const { phone: _, ...fewer } = customerFields();
    const second = await office.publish(fewer);
    await approve(
      'anna',
      await (async () =>
        (await office.refused(promote('adam', { force: true }, second))).details.request as string)(),
    );
    await promote('adam', { force: true }, second);
    const third = await office.publish({ ...fewer, fax: text('Fax') });
    const runs = await office.service.runs(office.as('rita'), { environment: 'prod' });
    expect((await office.refused(promote('adam', {}, third))).code).toBe('APPROVAL_REQUIRED');
    expect(await office.service.runs(office.as('rita'), { environment: 'prod' })).toEqual(runs);
    const columns = new Database(office.databaseOf('prod')).pragma('table_info(shop_customer)') as {
      name: string;
    }[];
    expect(columns.map(({ name }) => name)).toContain('phone');
  });

  it('takes the approval with it when the version before it is finalized on the way', async () => {
    await approve('anna', await requested());
    await promote('adam');
    const { phone: _, ...fewer } = customerFields();
    const second = await office.publish(fewer);
    const ask = async (id: string, force: boolean) =>
      (await office.refused(promote('adam', { force }, id))).details.request as string;
    await approve('anna', await ask(second, true));
    await promote('adam', { force: true }, second);
    const third = await office.publish({ ...fewer, fax: text('Fax') });
    await approve('anna', await ask(third, false));
    await promote('adam', {}, third);
    expect(await office.runs('prod')).toBe('2.1.0');
  });
});

describe('who answers', () => {
  it('is never who asked, nor a maker, a reader, or an agent', async () => {
    const request = await requested();
    for (const who of ['adam', 'max', 'rita'])
      expect((await office.refused(approve(who, request))).code, who).toBe('ROLE_FORBIDDEN');
    expect((await office.refused(office.service.approve(office.as('robot', 'agent'), request))).code).toBe(
      'ROLE_FORBIDDEN',
    );
    expect(await office.service.approvals(office.as('rita'))).toMatchObject([
      { status: 'pending', actions: [] },
    ]);
  });

  it('answers once: two are needed, and two different ones', async () => {
    await office.service.setPolicy(office.as('olga'), 'prod', { approvals: { needed: 2 } });
    const request = await requested('max');
    expect(await approve('adam', request)).toMatchObject({ status: 'pending' });
    expect((await office.refused(approve('adam', request))).code).toBe('APPROVAL_STATE');
    expect((await office.refused(promote('max'))).message).toBe(
      "version 1.0.0 needs 2 approvals in 'prod', and has 1",
    );
    expect(await approve('anna', request)).toMatchObject({ status: 'approved' });
    expect((await office.refused(approve('olga', request))).code).toBe('APPROVAL_STATE');
    await promote('max');
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('one more has to where rows are at risk', async () => {
    await office.service.setPolicy(office.as('olga'), 'prod', { approvals: { extraAtRisk: 1 } });
    await approve('anna', await requested());
    await promote('adam');
    office.insertCustomers('prod', 3);
    const { phone: _, ...fewer } = customerFields();
    version = await office.publish(fewer);
    const { details, message } = await office.refused(promote('adam', { force: true }));
    expect(message).toContain('needs 2 approvals');
    expect(await approve('anna', details.request as string)).toMatchObject({
      status: 'pending',
      needed: 2,
      subject: { destructive: true, rowsAtRisk: 3 },
    });
  });

  it('may say no, also after a yes', async () => {
    const request = await requested();
    await approve('anna', request);
    for (const reason of ['', ' ', 'x'.repeat(1_001)])
      expect((await office.refused(office.service.reject(office.as('olga'), request, reason))).code).toBe(
        'USAGE_INVALID',
      );
    expect(await office.service.reject(office.as('olga'), request, 'not on a Monday')).toMatchObject({
      status: 'rejected',
    });
    const next = await requested();
    expect(next).not.toBe(request);
    expect((await office.refused(approve('anna', request))).code).toBe('APPROVAL_STATE');
    expect((await office.refused(office.service.reject(office.as('rita'), next, 'no'))).code).toBe(
      'ROLE_FORBIDDEN',
    );
    expect(await office.service.reject(office.as('adam'), next, 'changed my mind')).toMatchObject({
      status: 'rejected',
    });
  });

  it('is nobody where there is only one: who insists answers alone, and that is written down', async () => {
    const alone = await openOffice({ members: { olga: 'owner', max: 'maker', rita: 'reader' } });
    try {
      const id = await alone.publish(customerFields());
      const go = (force: boolean) =>
        alone.service.promote(alone.as('olga'), id, { targetEnv: 'prod', force });
      // What somebody set and took back must not lock the only one out who could.
      await alone.service.setPolicy(alone.as('olga'), 'prod', { freeze: { reason: 'inventory' } });
      await alone.service.setPolicy(alone.as('olga'), 'prod', { freeze: null });
      expect((await alone.refused(go(false))).suggestion).toContain('repeat with --force');
      await go(true);
      expect(await alone.runs('prod')).toBe('1.0.0');
      const ops = (await alone.service.log(alone.as('rita'))).filter(
        ({ op }) => op === 'approval.self_approved',
      );
      expect(ops).toMatchObject([{ actor: 'olga', data: { forced: true, rowsAtRisk: 0 } }]);
      const next = await alone.publish({ ...customerFields(), fax: text('Fax') });
      const asMaker = alone.service.promote(alone.as('max'), next, { targetEnv: 'prod', force: true });
      expect((await alone.refused(asMaker)).code).toBe('APPROVAL_REQUIRED');
    } finally {
      await alone.dispose();
    }
  });
});

describe('who may only ask', () => {
  it('a maker asks for production and staging, and goes on once others agreed', async () => {
    const staging = () => office.service.promote(office.as('max'), version, { targetEnv: 'staging' });
    const { code, details } = await office.refused(staging());
    expect(code).toBe('APPROVAL_REQUIRED');
    await approve('adam', details.request as string);
    await staging();
    expect(await office.runs('staging')).toBe('1.0.0');
    await approve('anna', await requested('max'));
    await promote('max');
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('I-47: an agent asks, and a member goes live with it', async () => {
    const asAgent = () => office.service.promote(office.as('robot', 'agent'), version, { targetEnv: 'prod' });
    const { code, details } = await office.refused(asAgent());
    expect(code).toBe('APPROVAL_REQUIRED');
    await approve('anna', details.request as string);
    expect((await office.refused(asAgent())).code).toBe('ROLE_FORBIDDEN');
    expect(await office.runs('prod')).toBeNull();
    await promote('adam');
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('a reader does not even ask', async () => {
    expect((await office.refused(promote('rita'))).code).toBe('ROLE_FORBIDDEN');
    expect(await office.service.approvals(office.as('rita'))).toEqual([]);
  });
});

describe('what makes an approval void', () => {
  it('time', async () => {
    const request = await requested();
    await approve('anna', request);
    office.clock.advance(72 * 60 * 60 * 1_000 - 1);
    expect(await office.service.approvals(office.as('rita'))).toMatchObject([{ expired: false }]);
    office.clock.advance(1);
    expect(await requested()).not.toBe(request);
    expect((await office.refused(approve('anna', request))).code).toBe('APPROVAL_STATE');
  });

  it('no clock that was set back: neither an answer nor a use is judged by it', async () => {
    office.clock.advance(LIMITS.clock_skew_ms);
    const request = await requested();
    const behind = { code: 'APPROVAL_STATE', suggestion: expect.stringContaining('set the clock right') };
    office.clock.advance(-LIMITS.clock_skew_ms - 1);
    expect(await office.refused(approve('anna', request))).toMatchObject(behind);
    // As far as clocks may differ it is the same time.
    office.clock.advance(1);
    await approve('anna', request);
    office.clock.advance(-LIMITS.clock_skew_ms - 1);
    expect(await office.refused(promote('adam'))).toMatchObject(behind);
    expect(await office.runs('prod')).toBeNull();
    office.clock.advance(LIMITS.clock_skew_ms);
    await promote('adam');
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('another table than the one it was shown', async () => {
    await approve('anna', await requested());
    await promote('adam');
    version = await office.publish({ ...customerFields(), fax: text('Fax') });
    const request = await requested();
    await approve('anna', request);
    const db = new Database(office.databaseOf('prod'));
    db.exec('ALTER TABLE shop_customer ADD COLUMN note TEXT');
    db.close();
    const { code, details } = await office.refused(promote('adam'));
    expect({ code, stale: details.stale, changed: details.changed }).toEqual({
      code: 'APPROVAL_STALE',
      stale: request,
      changed: ['the tables'],
    });
    expect((await office.refused(approve('anna', request))).code).toBe('APPROVAL_STATE');
    await approve('anna', details.request as string);
    await promote('adam');
    expect(await office.runs('prod')).toBe('1.1.0');
  });

  it('a table that changes between the question and the answer', async () => {
    await approve('anna', await requested());
    await promote('adam');
    version = await office.publish({ ...customerFields(), fax: text('Fax') });
    const request = await requested();
    const db = new Database(office.databaseOf('prod'));
    db.exec('ALTER TABLE shop_customer ADD COLUMN note TEXT');
    db.close();
    expect((await office.refused(approve('anna', request))).code).toBe('APPROVAL_STALE');
    expect((await office.service.approvals(office.as('rita'), { all: true }))[0]).toMatchObject({
      id: request,
      status: 'stale',
    });
  });

  it('more rows at risk than were shown', async () => {
    await approve('anna', await requested());
    await promote('adam');
    office.insertCustomers('prod', 2);
    const { phone: _, ...fewer } = customerFields();
    version = await office.publish(fewer);
    const request = await requested('adam', { force: true });
    await approve('anna', request);
    const db = new Database(office.databaseOf('prod'));
    db.exec("INSERT INTO shop_customer (id, name, phone) VALUES ('late', 'Late', '1')");
    db.close();
    const { code, details } = await office.refused(promote('adam', { force: true }));
    expect({ code, changed: details.changed }).toEqual({
      code: 'APPROVAL_STALE',
      changed: ['the rows at risk (2 then, 3 now)'],
    });
  });

  it('another edit of the draft that was to be published', async () => {
    const draft = async () => office.service.openDraft(office.as('max'), 'com.example.shop');
    const stage = async (label: string) =>
      office.service.stage(office.as('max'), {
        op: 'put',
        type: 'object',
        name: 'shop_customer',
        item: { name: 'shop_customer', label, sharingModel: 'public_read_write', fields: customerFields() },
        draft: await draft(),
      });
    await stage('Client');
    const publish = async () =>
      office.service.publish(office.as('adam'), await draft(), { targetEnv: 'prod' });
    const first = (await office.refused(publish())).details.request as string;
    await approve('anna', first);
    await stage('Patron');
    const { code, details } = await office.refused(publish());
    expect({ code, stale: details.stale }).toEqual({ code: 'APPROVAL_STALE', stale: first });
    expect(details.changed).toEqual(['the content', 'the plan']);
  });

  it('its use: once', async () => {
    await approve('anna', await requested());
    await promote('adam');
    await office.service.promote(office.as('adam'), version, { targetEnv: 'staging' });
    const next = await office.publish({ ...customerFields(), fax: text('Fax') });
    await approve('anna', (await office.refused(promote('adam', {}, next))).details.request as string);
    await promote('adam', {}, next);
    await office.service.rollback(office.as('adam'), { targetEnv: 'prod', force: true });
    expect((await office.refused(promote('adam', {}, next))).code).toBe('APPROVAL_REQUIRED');
  });

  it('a no while the run is on its way: it does not go live, and its steps are taken back', async () => {
    const request = await requested();
    await approve('anna', request);
    const held = await promote('adam', { hold: true });
    expect(held).toMatchObject({ state: 'applied' });
    await office.service.reject(office.as('olga'), request, 'stop');
    expect(
      (await office.refused(office.service.activate(office.as('adam'), { targetEnv: 'prod' }))).code,
    ).toBe('APPROVAL_STALE');
    expect(await office.runs('prod')).toBeNull();
  });
});

describe('what destroys', () => {
  beforeEach(async () => {
    await approve('anna', await requested());
    await promote('adam');
    office.insertCustomers('prod', 2);
    const { phone: _, ...fewer } = customerFields();
    version = await office.publish(fewer);
    await approve('anna', await requested('adam', { force: true }));
    await promote('adam', { force: true });
    await office.service.finalize(office.as('adam'), { targetEnv: 'prod' });
  });

  it('I-49: a purge needs an approval too, also when its time has come', async () => {
    office.clock.advance(8 * 24 * 60 * 60 * 1_000);
    const purge = () => office.service.purge(office.as('adam'), { targetEnv: 'prod' });
    const { code, details } = await office.refused(purge());
    expect(code).toBe('APPROVAL_REQUIRED');
    expect(await approve('olga', details.request as string)).toMatchObject({
      subject: { kind: 'purge', destructive: true, rowsAtRisk: 2 },
    });
    expect((await purge()).purged).toEqual(['shop_customer.phone']);
  });

  it('a rollback needs none: it puts aside what it drops', async () => {
    await office.service.rollback(office.as('adam'), { targetEnv: 'prod' });
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('I-49: force alone does not open what loses data, nor does an approval alone', async () => {
    version = await office.publish({ name: text('Name', { required: true }) });
    expect((await office.refused(promote('adam', { force: true }))).code).toBe('APPROVAL_REQUIRED');
    await approve('anna', await requested('adam', { force: true }));
    expect((await office.refused(promote('adam'))).code).toBe('DESTRUCTIVE_BLOCKED');
    await promote('adam', { force: true });
  });
});
