/** Who is told of approvals and runs: what is committed is told, at least once, and whoever does not answer holds nobody up. */
import {
  type DeliveryOutcome,
  LIMITS,
  type NotificationMessage,
  type NotificationSink,
  type NotificationType,
} from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHOP } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const HOUR_MS = 60 * 60 * 1_000;

interface TestSink extends NotificationSink {
  readonly got: NotificationMessage[];
  answer: () => Promise<DeliveryOutcome>;
}

function sink(name: string, events: readonly NotificationType[] | null = null): TestSink {
  const it: TestSink = {
    name,
    events,
    got: [],
    answer: async () => ({ delivered: true }),
    deliver(message) {
      it.got.push(message);
      return it.answer();
    },
  };
  return it;
}

let office: Office;
let all: TestSink;
let failures: TestSink;

beforeEach(async () => {
  all = sink('all');
  failures = sink('failures', ['run.failed']);
  office = await openOffice({ sinks: [all, failures] });
});

afterEach(() => office.dispose());

const deliver = (options = {}) => office.service.deliverNotifications(office.as('rita'), options);
const typesOf = ({ got }: TestSink) => got.map(({ type }) => type);
const dataOf = ({ got }: TestSink, at = -1) =>
  (JSON.parse(got.at(at)?.body ?? '{}') as { data: Record<string, unknown> }).data;

describe('what is told', () => {
  it('is what approvals and runs come to, with where and by whom', async () => {
    const version = await office.publish(customerFields());
    const promote = (who: string, options = {}) =>
      office.service.promote(office.as(who), version, { targetEnv: 'prod', ...options });
    const asked = async (options = {}) =>
      (await office.refused(promote('adam', options))).details.request as string;
    await office.service.reject(office.as('anna'), await asked(), 'not today');
    const request = await asked();
    await office.service.approve(office.as('anna'), request);
    await promote('adam');
    await deliver();
    expect(typesOf(all)).toEqual([
      'run.live',
      'approval.requested',
      'approval.rejected',
      'approval.requested',
      'approval.approved',
      'run.live',
    ]);
    expect(JSON.parse(all.got[4]?.body ?? '')).toMatchObject({
      type: 'approval.approved',
      timestamp: office.clock.now(),
      data: {
        ...{ organization: 'org-acme', actor: 'anna', environment: 'prod', environmentType: 'production' },
        request,
      },
    });
    expect(dataOf(all)).toMatchObject({ version: '1.0.0', kind: 'promote', environment: 'prod' });
    expect(failures.got).toEqual([]);
    expect(await office.service.notifications(office.as('olga'))).toEqual({ notifications: [] });
  });

  it('is an emergency and a rollback, too', async () => {
    const first = await office.publish(customerFields());
    const { phone: _, ...fewer } = customerFields();
    const second = await office.publish(fewer);
    const promote = (id: string, options = {}) =>
      office.service.promote(office.as('adam'), id, { targetEnv: 'prod', ...options });
    const emergency = { emergency: 'orders are lost' };
    await office.service.approve(
      office.as('anna'),
      (await office.refused(promote(first, emergency))).details.request as string,
    );
    await promote(first, emergency);
    await office.service.promote(office.as('adam'), first, { targetEnv: 'staging' });
    await office.service.promote(office.as('adam'), second, { targetEnv: 'staging' });
    await office.service.rollback(office.as('adam'), { targetEnv: 'staging' });
    await deliver();
    expect(typesOf(all)).toEqual(
      expect.arrayContaining(['emergency.used', 'rollback.live', 'approval.approved']),
    );
    const used = all.got.findIndex(({ type }) => type === 'emergency.used');
    expect(dataOf(all, used)).toMatchObject({ emergency: 'orders are lost', environment: 'prod' });
  });

  it('is what happens to an environment beside its versions: contract, purge, repair, overlays', async () => {
    await office.publish(customerFields());
    const { phone: _, ...fewer } = customerFields();
    await office.publish(fewer);
    const adam = office.as('adam');
    const db = new Database(office.databaseOf('dev'));
    db.exec('ALTER TABLE shop_customer DROP COLUMN credit');
    db.close();
    await office.service.reconcile(adam, { targetEnv: 'dev', mode: 'repair' });
    const ref = { type: 'dashboard', name: 'mine' };
    const item = { name: 'mine', label: 'Mine', widgets: [] };
    await office.service.putOverlay(adam, { environment: 'dev', ref, item });
    await office.service.resetOverlay(adam, { environment: 'dev', ref });
    await deliver();
    expect(typesOf(all)).toEqual([
      'run.live',
      'run.live',
      'environment.finalized',
      'environment.purged',
      'environment.repaired',
      'overlay.put',
      'overlay.reset',
    ]);
    expect(dataOf(all)).toMatchObject({ environment: 'dev', actor: 'adam', ref: 'dashboard/mine' });
    expect(dataOf(all, 3)).toMatchObject({ purged: ['shop_customer.phone'] });
  });

  it('is that an environment for a look is ready, and that it is gone and why', async () => {
    const versionId = await office.publish(customerFields());
    const { name } = await office.service.previewEnvironment(office.as('adam'), {
      from: 'dev',
      what: { versionId },
      ttlMs: HOUR_MS,
    });
    await deliver();
    expect(typesOf(all).slice(1)).toEqual(['preview.made', 'run.live']);
    expect(dataOf(all, 1)).toMatchObject({ environment: name, from: 'dev' });
    office.clock.advance(2 * HOUR_MS);
    await office.service.collect(office.as('adam'));
    await deliver();
    expect(typesOf(all).at(-1)).toBe('preview.ended');
    expect(dataOf(all)).toMatchObject({ name, reason: 'expired' });
  });

  it('is why a run failed, once', async () => {
    await office.publish(customerFields());
    const databaseUrl = `sqlite:${office.folder}/no/such/folder/x.db`;
    await office.service.addEnvironment(office.as('olga'), { name: 'gone', type: 'test', databaseUrl });
    const draft = await office.service.openDraft(office.as('olga'), SHOP);
    const fields = { ...customerFields(), more: { type: 'text', label: 'More' } };
    const item = { name: 'shop_customer', label: 'Customer', fields };
    await office.service.stage(office.as('olga'), {
      op: 'put',
      type: 'object',
      name: 'shop_customer',
      item,
      draft,
    });
    const { code } = await office.refused(
      office.service.publish(office.as('olga'), draft, { targetEnv: 'gone' }),
    );
    await deliver();
    expect(typesOf(failures)).toEqual(['run.failed']);
    expect(dataOf(failures)).toMatchObject({ code, kind: 'publish', environment: 'gone', actor: 'olga' });
    const [run] = await office.service.runs(office.as('olga'), { environment: 'gone' });
    await office.plane.runs.save(office.as('olga'), run as never);
    await deliver();
    expect(failures.got).toHaveLength(1);
  });

  it('is that nobody answered in time: once, audited, and no use any more', async () => {
    const version = await office.publish(customerFields());
    const promote = () => office.service.promote(office.as('adam'), version, { targetEnv: 'prod' });
    const request = (await office.refused(promote())).details.request as string;
    office.clock.advance(72 * HOUR_MS - 1);
    await deliver();
    expect(typesOf(all)).not.toContain('approval.expired');
    office.clock.advance(1);
    await deliver();
    await deliver();
    expect(typesOf(all).filter((type) => type === 'approval.expired')).toHaveLength(1);
    expect(dataOf(all)).toMatchObject({ request, submitter: 'adam', version: '1.0.0', actor: 'system' });
    expect((await office.refused(office.service.approve(office.as('anna'), request))).code).toBe(
      'APPROVAL_STATE',
    );
    expect((await office.refused(promote())).details.request).not.toBe(request);
  });

  it('is nothing that was not committed', async () => {
    const before = await office.service.notifications(office.as('olga'));
    const broken = office.plane.transaction(async () => {
      throw new Error('the transaction fails');
    });
    await expect(broken).rejects.toThrow('the transaction fails');
    await office.refused(office.service.publish(office.as('eve'), {} as never, { targetEnv: 'dev' }));
    expect(await office.service.notifications(office.as('olga'))).toEqual(before);
  });
});

describe('whoever does not answer', () => {
  const waiting = async () =>
    (await office.service.notifications(office.as('olga'))).notifications.map(
      ({ state, attempts, lastError }) => `${state} ${attempts} ${lastError}`,
    );

  it('is tried again later and later, under the same id, and holds up nobody else', async () => {
    const other = sink('other');
    const both = await openOffice({ sinks: [all, other] });
    try {
      all.answer = async () => ({ delivered: false, because: 'it answered 503' });
      await both.publish(customerFields());
      const tell = () => both.service.deliverNotifications(both.as('rita'));
      expect(await tell()).toEqual({ delivered: 1, failed: 1, parked: 0 });
      expect(await tell(), 'not before its time').toEqual({ delivered: 0, failed: 0, parked: 0 });
      both.clock.advance(LIMITS.notification_backoff_ms);
      expect(await tell()).toEqual({ delivered: 0, failed: 1, parked: 0 });
      both.clock.advance(LIMITS.notification_backoff_ms);
      expect(await tell(), 'twice as long').toEqual({ delivered: 0, failed: 0, parked: 0 });
      both.clock.advance(LIMITS.notification_backoff_ms);
      all.answer = async () => ({ delivered: true });
      expect(await tell()).toEqual({ delivered: 1, failed: 0, parked: 0 });
      expect(new Set(all.got.map(({ id }) => id)).size).toBe(1);
      expect(other.got).toHaveLength(1);
    } finally {
      await both.dispose();
    }
  });

  it('is parked after ten tries, and told anew when somebody asks for it', async () => {
    await office.publish(customerFields());
    all.answer = () => Promise.reject(new Error('https://user:secret@receiver'));
    for (let tries = 0; tries < LIMITS.notification_attempts_max; tries += 1) {
      await deliver();
      office.clock.advance(LIMITS.notification_backoff_ms_max);
    }
    expect(await waiting()).toEqual(['parked 10 the adapter failed']);
    all.got.length = 0;
    await deliver();
    expect(all.got).toEqual([]);
    expect((await office.refused(deliver({ all: true }))).code, 'not by a reader').toBe('ROLE_FORBIDDEN');
    all.answer = async () => ({ delivered: true });
    const told = await office.service.deliverNotifications(office.as('olga'), { all: true });
    expect(told).toEqual({ delivered: 1, failed: 0, parked: 0 });
    expect(await waiting()).toEqual([]);
  });

  it('is parked at once where there is no use in trying, and where it is no receiver any more', async () => {
    await office.publish(customerFields());
    all.answer = async () => ({ delivered: false, because: 'it answered 410', never: true });
    expect(await deliver()).toEqual({ delivered: 0, failed: 0, parked: 1 });
    expect(await waiting()).toEqual(['parked 1 it answered 410']);
    const row = { sink: 'forgotten', type: 'run.live', body: '{}', attempts: 0, lastError: null } as const;
    const now = office.clock.now();
    await office.plane.notifications.put(office.as('olga'), [
      { ...row, id: 'n', createdAt: now, dueAt: now, state: 'pending' },
    ]);
    await deliver();
    expect(await waiting()).toContain('parked 1 there is no such receiver any more');
  });

  it('a process that dies in the middle of telling leaves it to the next one', async () => {
    await office.publish(customerFields());
    const [row] = await office.plane.notifications.list(office.as('olga'), 1);
    const until = new Date(Date.parse(office.clock.now()) + LIMITS.notification_claim_ms).toISOString();
    expect(await office.plane.notifications.claim(office.as('olga'), row as never, until)).toBe(true);
    await deliver();
    expect(all.got).toEqual([]);
    office.clock.advance(LIMITS.notification_claim_ms);
    await deliver();
    expect(typesOf(all)).toEqual(['run.live']);
  });

  it('is nobody where nobody is to be told: then nothing is kept', async () => {
    const quiet = await openOffice();
    try {
      await quiet.publish(customerFields());
      expect(await quiet.plane.notifications.list(quiet.as('olga'), 10)).toEqual([]);
    } finally {
      await quiet.dispose();
    }
  });
});
