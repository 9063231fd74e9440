/** What holds a run up is told before anybody asks for it, in the words that the run itself is refused with. Nothing is written. */
import type { DiffResult, Obstacle } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { object, text } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

let office: Office;
let version: string;

beforeEach(async () => {
  office = await openOffice();
  version = await office.publish(customerFields());
});
afterEach(() => office.dispose());

const set = (changes: unknown, environment = 'staging') =>
  office.service.setPolicy(office.as('olga'), environment, changes);

interface How {
  readonly who?: string;
  readonly env?: string;
  readonly emergency?: string;
  readonly force?: boolean;
}
const promote = ({ who = 'adam', env: targetEnv = 'staging', ...options }: How = {}) =>
  office.service.promote(office.as(who), version, { targetEnv, ...options });
async function inTheWay(how: How = {}): Promise<readonly Obstacle[]> {
  const { who = 'adam', env: targetEnv = 'staging', ...options } = how;
  const asked = { targetEnv, dryRun: true, ...options };
  return ((await office.service.promote(office.as(who), version, asked)) as DiffResult).obstacles;
}
const codes = (obstacles: readonly Obstacle[]) => obstacles.map(({ code }) => code);
/** An error as an obstacle. */
const told = ({ code, message, details, suggestion }: Awaited<ReturnType<Office['refused']>>) => ({
  ...{ code, message, details },
  suggestion: suggestion ?? null,
});
const requests = async () => (await office.service.approvals(office.as('rita'), { all: true })).length;

describe('a dry run', () => {
  it('lists a freeze and a closed window as the promotion is refused with them, and goes on to its plan', async () => {
    expect(await inTheWay()).toEqual([]);
    await set({ freeze: { reason: 'inventory' } });
    expect(await inTheWay()).toEqual([told(await office.refused(promote()))]);
    await set({ freeze: null, windows: [{ days: [7], from: '22:00', to: '23:00' }] });
    const closed = await inTheWay();
    expect(closed).toEqual([told(await office.refused(promote()))]);
    expect(closed[0]).toMatchObject({
      code: 'CHANGE_FROZEN',
      details: { because: expect.stringMatching('Sun') },
    });
    // With a reason it is no window that holds it up, but one other person.
    expect(codes(await inTheWay({ emergency: 'orders are lost' }))).toEqual(['APPROVAL_REQUIRED']);
    expect(await requests()).toBe(0);
  });

  it('lists the environment that was skipped and a rehearsal that is missing, until they are made up for', async () => {
    await set({ order: 'pipeline', requireRehearsal: true, approvals: { needed: 0 } }, 'prod');
    const both = await inTheWay({ env: 'prod' });
    expect(codes(both)).toEqual(['PIPELINE_ORDER', 'REHEARSAL_REQUIRED']);
    expect(both[0]).toEqual(told(await office.refused(promote({ env: 'prod' }))));
    await promote();
    const one = await inTheWay({ env: 'prod' });
    expect(one).toEqual([told(await office.refused(promote({ env: 'prod' })))]);
    await office.service.rehearsePromote(office.as('adam'), version, { targetEnv: 'prod' });
    expect(await inTheWay({ env: 'prod' })).toEqual([]);
    await promote({ env: 'prod' });
  });

  it('lists who has to agree, what was asked for, and nothing once they did; it asks nobody itself', async () => {
    const [missing, ...others] = await inTheWay({ env: 'prod' });
    expect(others).toEqual([]);
    expect(missing).toMatchObject({
      code: 'APPROVAL_REQUIRED',
      message: "version 1.0.0 needs an approval in 'prod', and has none",
      details: { environment: 'prod', needed: 1, approved: 0, roles: ['owner', 'admin'] },
      suggestion: expect.stringMatching(
        /^the run itself asks for it; then have owner or admin run: mda approve/,
      ),
    });
    expect(missing?.details).not.toHaveProperty('request');
    expect(await requests()).toBe(0);
    const refused = await office.refused(promote({ env: 'prod' }));
    expect(await inTheWay({ env: 'prod' })).toEqual([told(refused)]);
    await office.service.approve(office.as('anna'), String(refused.details.request));
    expect(await inTheWay({ env: 'prod' })).toEqual([]);
    // Another policy by now: what was agreed to is not enough, and nobody is asked before somebody means it.
    await set({ approvals: { needed: 2 } }, 'prod');
    expect(await inTheWay({ env: 'prod' })).toMatchObject([
      { code: 'APPROVAL_STALE', details: { stale: refused.details.request } },
    ]);
    expect(await requests()).toBe(1);
    await set({ approvals: { needed: 1 } }, 'prod');
    expect(await inTheWay({ env: 'prod' })).toEqual([]);
    await promote({ env: 'prod' });
  });

  it('of who may not lists that, and what holds up whoever may', async () => {
    await set({ freeze: { reason: 'inventory' } });
    const listed = await inTheWay({ who: 'rita' });
    expect(codes(listed)).toEqual(['ROLE_FORBIDDEN', 'CHANGE_FROZEN']);
    expect(listed[0]).toEqual(told(await office.refused(promote({ who: 'rita' }))));
    await set({ freeze: null });
    // A maker asks, whatever the environment says.
    const [asks] = await inTheWay({ who: 'max' });
    expect(asks).toMatchObject({ code: 'APPROVAL_REQUIRED', details: { needed: 1 } });
  });

  it('that is refused for its content says so first; of a diff that stands beside what holds it up', async () => {
    await set({ freeze: { reason: 'inventory' }, platform: '16.9.0' });
    const needs = { engines: { platform: '>=17.0.0' } };
    const stack = {
      manifest: {
        id: 'com.example.new',
        namespace: 'new',
        type: 'app',
        version: '1.0.0',
        name: 'New',
        ...needs,
      },
      objects: [object('new_thing', { name: text('Name') })],
      views: [],
    };
    await office.service.importStack(office.as('max'), { stack });
    const draft = await office.service.openDraft(office.as('max'), 'com.example.new');
    const { obstacles } = await office.service.diff(office.as('max'), draft, { targetEnv: 'staging' });
    expect(codes(obstacles)).toEqual(['CHANGE_FROZEN', 'PLATFORM_INCOMPATIBLE', 'APPROVAL_REQUIRED']);
    const dryRun = office.service.publish(office.as('max'), draft, { targetEnv: 'staging', dryRun: true });
    expect((await office.refused(dryRun)).code).toBe('PLATFORM_INCOMPATIBLE');
    expect(await requests()).toBe(0);
  });

  it('lists what is lost where that takes force, and whose leave is needed then', async () => {
    await set({ approvals: { needed: 0 } }, 'prod');
    await promote({ env: 'prod' });
    const { phone: _, ...fewer } = customerFields();
    version = await office.publish(fewer);
    const [lost, ...others] = await inTheWay({ env: 'prod' });
    expect(others).toEqual([]);
    const { code, message, suggestion } = await office.refused(promote({ env: 'prod' }));
    expect(lost).toMatchObject({ code, message, suggestion });
    expect(code).toBe('DESTRUCTIVE_BLOCKED');
    expect(await inTheWay({ env: 'prod', force: true })).toEqual([]);
    await set({ approvals: { needed: 1 } }, 'prod');
    expect(codes(await inTheWay({ env: 'prod' }))).toEqual(['DESTRUCTIVE_BLOCKED', 'APPROVAL_REQUIRED']);
    expect(codes(await inTheWay({ env: 'prod', force: true }))).toEqual(['APPROVAL_REQUIRED']);
  });

  it('of a diff nobody has to agree to lists nothing', async () => {
    const draft = await office.service.openDraft(office.as('max'), 'com.example.shop');
    expect((await office.service.diff(office.as('max'), draft, { targetEnv: 'dev' })).obstacles).toEqual([]);
  });
});

describe('the preview of a rollback', () => {
  const back = { targetEnv: 'staging' };
  const preview = async (who = 'adam') =>
    (await office.service.rollbackPreview(office.as(who), back)).obstacles;

  beforeEach(async () => {
    await promote();
    version = await office.publish({ ...customerFields(), fax: text('Fax') });
    await promote();
  });

  it('lists a role that is missing and a version that was yanked, and no window: that holds up no rollback', async () => {
    await set({ freeze: { reason: 'inventory' }, approvals: { needed: 2 }, order: 'pipeline' });
    expect(await preview()).toEqual([]);
    const rollback = (who: string) => office.service.rollback(office.as(who), back);
    expect(await preview('max')).toEqual([told(await office.refused(rollback('max')))]);
    expect(codes(await preview('rita'))).toEqual(['ROLE_FORBIDDEN']);
    const [first] = (await office.service.versions(office.as('rita'), 'com.example.shop')).filter(
      (one) => one.version === '1.0.0',
    );
    await office.service.deprecate(office.as('olga'), first?.id ?? '', {
      reason: 'loses orders',
      yank: true,
    });
    expect(await preview()).toEqual([told(await office.refused(rollback('adam')))]);
    expect(codes(await preview('max'))).toEqual(['ROLE_FORBIDDEN', 'VERSION_YANKED']);
  });

  it('of the version that runs already says so, and the rollback makes no run', async () => {
    const to = { ...back, toVersionId: version };
    const runs = async () => (await office.service.runs(office.as('rita'))).length;
    const before = await runs();
    const refused = await office.refused(office.service.rollback(office.as('adam'), to));
    expect(refused).toMatchObject({
      code: 'NOTHING_TO_ROLL_BACK',
      message: "'staging' runs 1.1.0 already",
      details: { environment: 'staging', versions: [{ id: version, version: '1.1.0' }], pendingContract: 0 },
      suggestion: expect.stringContaining('mda rollback --env staging'),
    });
    expect((await office.service.rollbackPreview(office.as('adam'), to)).obstacles).toEqual([told(refused)]);
    expect(await runs()).toBe(before);
    // What earlier versions left is no reason to go nowhere either.
    version = await office.publish(customerFields());
    await promote();
    const left = await office.refused(
      office.service.rollback(office.as('adam'), { ...back, toVersionId: version }),
    );
    expect(left).toMatchObject({
      details: { pendingContract: 1 },
      suggestion: expect.stringContaining('mda finalize --env staging'),
    });
    expect((await office.service.environment(office.as('adam'), 'staging')).pendingContract).toBe(1);
  });
});

describe('a run that waits half way', () => {
  it('is listed with both ways on, by a diff, a dry run and the preview of a rollback, beside their plan', async () => {
    await promote();
    version = await office.publish({ ...customerFields(), fax: text('Fax') });
    await promote();
    const first = office.service.versions(office.as('rita'), 'com.example.shop');
    const [older] = (await first).filter((one) => one.version === '1.0.0');
    version = await office.publish({ ...customerFields(), fax: text('Fax'), site: text('Site') });
    await office.service.promote(office.as('adam'), version, { targetEnv: 'staging', hold: true });
    const [held] = (await office.service.runs(office.as('adam'))).filter(({ state }) => state === 'applied');
    const back = { targetEnv: 'staging', ...(older ? { toVersionId: older.id } : {}) };
    const refused = told(await office.refused(office.service.rollback(office.as('adam'), back)));
    expect(refused).toMatchObject({
      code: 'SCHEMA_AHEAD',
      details: { run: held?.id },
      suggestion: `swap it with: mda activate --env staging, or take its steps back with: mda run abandon ${held?.id}`,
    });
    const preview = await office.service.rollbackPreview(office.as('adam'), back);
    expect(preview).toMatchObject({
      obstacles: [refused],
      kept: [{ name: 'shop_customer.fax', rows: null }],
      blocking: [],
    });
    const asked = { targetEnv: 'staging', dryRun: true };
    const dryRun = (await office.service.promote(office.as('adam'), version, asked)) as DiffResult;
    expect(dryRun.obstacles).toEqual([refused]);
    expect(dryRun.plan.changes.map(({ column }) => column)).toEqual(['site']);
    const draft = await office.service.openDraft(office.as('max'), 'com.example.shop');
    const diff = await office.service.diff(office.as('adam'), draft, { targetEnv: 'staging' });
    expect(diff.obstacles).toEqual([refused]);
    // Nor is going to what runs nothing then: whoever says so means the run that waits.
    const [running] = (await first).filter((one) => one.version === '1.1.0');
    const toRunning = { targetEnv: 'staging', toVersionId: running?.id ?? '' };
    expect(told(await office.refused(office.service.rollback(office.as('adam'), toRunning)))).toEqual(
      refused,
    );
    await office.service.abandonRun(office.as('adam'), held?.id ?? '');
    expect((await office.service.rollbackPreview(office.as('adam'), back)).obstacles).toEqual([]);
  });
});

describe('where no plan can be made', () => {
  it('the reason is told with everything else that is in the way', async () => {
    await promote();
    version = await office.publish({ ...customerFields(), fax: text('Fax') });
    await set({ freeze: { reason: 'inventory' } });
    const db = new Database(office.databaseOf('staging'));
    db.exec('ALTER TABLE shop_customer ADD COLUMN fax INTEGER');
    db.close();
    const refused = await office.refused(
      office.service.promote(office.as('max'), version, { targetEnv: 'staging', dryRun: true }),
    );
    expect(refused).toMatchObject({
      code: 'SCHEMA_DRIFT',
      details: { also: [{ code: 'CHANGE_FROZEN', suggestion: expect.any(String) }] },
    });
  });
});

describe('the preview of a train that goes back', () => {
  const BASE = 'com.example.base';
  const CRM = 'com.example.crm';
  const WEB = 'com.example.web';
  const publish = async (id: string, to: string, fields: object, more: object = {}) => {
    const namespace = id.split('.').at(-1) ?? '';
    const manifest = { id, namespace, type: 'app', version: '1.0.0', name: id, ...more };
    const objects = [object(`${namespace}_item`, { name: text('Name'), ...fields })];
    await office.service.importStack(office.as('adam'), {
      stack: { manifest, objects, views: [] },
      prune: true,
    });
    const draft = await office.service.openDraft(office.as('adam'), id);
    const done = await office.service.publish(office.as('adam'), draft, { targetEnv: 'dev', version: to });
    return done.packageVersionId;
  };
  const train = async (...versions: string[]) => {
    const moved = await office.service.promote(office.as('adam'), versions, { targetEnv: 'staging' });
    if (!('run' in moved)) throw new Error('it only looked');
    return moved.run;
  };

  it('lists what is in the way of all of it, and package by package what is about that one', async () => {
    const variable = { packageId: BASE, name: 'HOST', text: 'mail.acme.org' };
    const host = { type: 'object', properties: { HOST: { type: 'string' } } };
    const needs = { configurationSchema: { ...host, required: ['HOST'] } };
    const setHost = (environment: string) =>
      office.service.setVariable(office.as('adam'), { ...variable, environment });
    const manifest = { id: BASE, namespace: 'base', type: 'app', version: '1.0.0', name: BASE, ...needs };
    await office.service.importStack(office.as('adam'), { stack: { manifest, objects: [], views: [] } });
    await setHost('dev');
    const base = await publish(BASE, '1.0.0', {}, needs);
    const first = await office.refused(train(base));
    expect(first.code).toBe('VARIABLE_MISSING');
    await setHost('staging').catch(() => undefined);
    await train(base, await publish(CRM, '1.0.0', {}));
    const run = await train(
      await publish(BASE, '1.1.0', { vat: text('VAT') }, { configurationSchema: host }),
      await publish(CRM, '1.1.0', { vat: text('VAT') }),
    );
    await train(await publish(WEB, '1.0.0', {}, { dependencies: { [CRM]: '^1.1.0' } }));
    await office.service.unsetVariable(office.as('adam'), { ...variable, environment: 'staging' });
    const back = { runId: run, targetEnv: 'staging' };
    const shown = await office.service.rollbackRun(office.as('max'), { ...back, dryRun: true });
    if (!('packages' in shown && 'obstacles' in shown)) throw new Error('it did not only look');
    expect(codes(shown.obstacles)).toEqual(['ROLE_FORBIDDEN', 'DEPENDENCY_CONFLICT', 'VARIABLE_MISSING']);
    expect(shown.packages.map((one) => [one.package, codes(one.preview?.obstacles ?? [])])).toEqual([
      [BASE, ['VARIABLE_MISSING']],
      [CRM, ['DEPENDENCY_CONFLICT']],
    ]);
    const refused = await office.refused(office.service.rollbackRun(office.as('adam'), back));
    expect(refused).toMatchObject({
      code: 'DEPENDENCY_CONFLICT',
      details: { also: [shown.obstacles[2]] },
    });
    // Of the plan and of the values it tells all the same.
    expect(shown.packages[0]?.preview?.kept.map(({ name }) => name)).toEqual(['base_item.vat']);
  });
});
