/**
 * Rehearsals: what a publish or a promote does, on a copy that goes. The plan is the very one that the environment takes
 * then; who has to agree sees how it went, and an environment may ask for it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { longestLockMs } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, object, SHOP, text } from '../lifecycle/shop.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;
let first: string;

beforeEach(async () => {
  office = await openOffice();
  first = await office.publish(customerFields());
  await agreed({});
  office.insertCustomers('prod', 500);
  inProd('UPDATE shop_customer SET credit = 12.5');
});
afterEach(() => office.dispose());

const promote = (version: string, options: { force?: boolean; emergency?: string } = {}, who = 'olga') =>
  office.service.promote(office.as(who), version, { targetEnv: 'prod', ...options });
const rehearse = (version: string, options: { force?: boolean } = {}, who = 'max') =>
  office.service.rehearsePromote(office.as(who), version, { targetEnv: 'prod', ...options });

/** Promotes with the leave of somebody else. */
async function agreed(options: { force?: boolean }, version = first) {
  const { details } = await office.refused(promote(version, options));
  await office.service.approve(office.as('anna'), String(details.request));
  return promote(version, options);
}

const withFax = () => office.publish({ ...customerFields(), fax: text('Fax', { defaultValue: 'none' }) });
/** Every row is written. */
const withTextCredit = () => office.publish({ ...customerFields(), credit: text('Credit') });
const copies = () => readdirSync(office.folder).filter((file) => file.includes('mda_preview'));
const bytesOf = (name: string) => readFileSync(office.databaseOf(name));
type Rehearsed = Awaited<ReturnType<typeof rehearse>>['steps'];
const ranIn = async (run: string) => {
  const { chunks } = await office.service.run(office.as('rita'), run);
  return chunks.flatMap(({ stepIds }) => stepIds);
};
async function nothingIsLeft() {
  expect(copies()).toEqual([]);
  const environments = await office.service.environments(office.as('rita'));
  expect(environments.map(({ name }) => name)).toEqual(['dev', 'staging', 'prod']);
}
function inProd(sql: string): void {
  const db = new Database(office.databaseOf('prod'));
  db.exec(sql);
  db.close();
}

describe('a rehearsal', () => {
  it('runs exactly the plan that the promotion takes then, times each step, and leaves nothing', async () => {
    const next = await withFax();
    const before = bytesOf('prod');
    const rehearsed = await rehearse(next);
    expect(bytesOf('prod').equals(before)).toBe(true);
    await nothingIsLeft();
    expect(await office.runs('prod')).toBe('1.0.0');
    const live = await agreed({}, next);
    if (!('run' in live)) throw new Error('no run');
    expect(live.plan.planHash).toBe(rehearsed.planHash);
    const { steps } = await office.service.run(office.as('rita'), live.run);
    expect(rehearsed.steps.map(({ stepId }) => stepId)).toEqual(steps.map(({ id }) => id));
    expect(rehearsed).toMatchObject({ outcome: 'passed', kind: 'promote', form: 'whole', by: 'max' });
    expect(rehearsed.moves).toMatchObject([{ versionId: next, version: '1.1.0' }]);
    for (const { tookMs, lockMs } of rehearsed.steps) {
      expect(tookMs).toBeGreaterThanOrEqual(0);
      expect(lockMs).toBeGreaterThan(0);
    }
    expect(rehearsed.steps.find(({ stepId }) => stepId.includes('backfill'))?.rows ?? 500).toBe(500);
    expect(await office.service.verifyAudit(office.as('olga'))).toMatchObject({ broken: null });
  });

  it('of the first version in an environment whose file nobody made yet makes none', async () => {
    const first = { targetEnv: 'staging' };
    expect(await office.service.rehearsePromote(office.as('max'), await withFax(), first)).toMatchObject({
      outcome: 'passed',
      environment: 'staging',
    });
    await nothingIsLeft();
    expect(existsSync(office.databaseOf('staging'))).toBe(false);
  });

  it('of a publish seals nothing, and the draft goes on', async () => {
    const draft = await office.service.openDraft(office.as('max'), SHOP);
    const item = object('shop_customer', { ...customerFields(), fax: text('Fax') });
    await office.service.stage(office.as('max'), {
      ...{ op: 'put', type: 'object', name: 'shop_customer', item, draft },
    });
    const rehearsed = await office.service.rehearsePublish(office.as('max'), draft, { targetEnv: 'dev' });
    expect((await office.service.versions(office.as('rita'), SHOP)).map(({ version }) => version)).toEqual([
      '1.0.0',
    ]);
    expect(await office.runs('dev')).toBe('1.0.0');
    const live = await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' });
    expect(live.plan.planHash).toBe(rehearsed.planHash);
    await nothingIsLeft();
  });

  it('finalizes on the copy what an earlier version left for later, as the promotion does', async () => {
    const { phone: _, ...rest } = customerFields();
    const dropped = await office.publish(rest);
    await agreed({ force: true }, dropped);
    expect((await office.service.environment(office.as('rita'), 'prod')).pendingContract).toBeGreaterThan(0);
    const back = await office.publish({ ...rest, phone: text('Phone'), fax: text('Fax') });
    const rehearsed = await rehearse(back);
    expect((await office.service.environment(office.as('rita'), 'prod')).pendingContract).toBeGreaterThan(0);
    expect(rehearsed.steps[0]?.phase).toBe('contract');
    const live = await agreed({}, back);
    if (!('run' in live)) throw new Error('no run');
    expect(live.plan.planHash).toBe(rehearsed.planHash);
  });

  it('goes through what is left for a later finalize too, as that runs it, and says which steps wait for it', async () => {
    const { phone: _, ...rest } = customerFields();
    const next = await office.publish({ ...rest, credit: text('Credit') });
    const rehearsed = await rehearse(next, { force: true });
    await nothingIsLeft();
    const live = await agreed({ force: true }, next);
    if (!('run' in live)) throw new Error('no run');
    expect(live.plan.planHash).toBe(rehearsed.planHash);
    const finalized = await office.service.finalize(office.as('olga'), { targetEnv: 'prod' });
    const idsOf = (steps: Rehearsed) => steps.map(({ stepId }) => stepId);
    const atOnce = rehearsed.steps.filter(({ later }) => later === undefined);
    const later = rehearsed.steps.filter((step) => step.later);
    expect(rehearsed.steps).toEqual([...atOnce, ...later]);
    expect(idsOf(atOnce)).toEqual(await ranIn(live.run));
    expect(idsOf(later)).toEqual(await ranIn(finalized.id));
    expect(new Set(later.map(({ phase }) => phase))).toEqual(new Set(['contract']));
    for (const { tookMs, lockMs } of later) {
      expect(tookMs).toBeGreaterThanOrEqual(0);
      expect(lockMs).toBeGreaterThan(0);
    }
    expect(rehearsed.laterMs).toBeTypeOf('number');
    const [event] = (await office.service.log(office.as('olga'))).filter(({ op }) => op === 'plan.rehearsed');
    expect(event?.data).toMatchObject({
      longestLockMs: longestLockMs(rehearsed),
      laterLongestLockMs: longestLockMs(rehearsed, 'later'),
    });
  });

  it('leaves alone what an earlier run left and this one makes void', async () => {
    await office.service.setPolicy(office.as('olga'), 'prod', { approvals: { needed: 0 } });
    await office.service.uninstall(office.as('olga'), SHOP, { targetEnv: 'prod', force: true });
    const pending = async () =>
      (await office.service.environment(office.as('rita'), 'prod')).pendingContract ?? 0;
    expect(await pending()).toBeGreaterThan(0);
    const rehearsed = await rehearse(first);
    expect(rehearsed.steps).toEqual([]);
    expect(await promote(first)).toMatchObject({ activatedEnv: 'prod' });
    expect(await pending()).toBe(0);
  });

  it('of a publish to where nothing is kept does at once what that does: it finalizes and purges', async () => {
    const draft = await office.service.openDraft(office.as('max'), SHOP);
    const { phone: _, ...rest } = customerFields();
    const item = object('shop_customer', rest);
    await office.service.stage(office.as('max'), {
      ...{ op: 'put', type: 'object', name: 'shop_customer', item, draft },
    });
    const kept = await office.service.rehearsePublish(office.as('max'), draft, {
      ...{ targetEnv: 'dev', keep: true },
    });
    expect(kept.steps.map(({ later, phase }) => ({ later, phase }))).toEqual([
      { later: true, phase: 'contract' },
    ]);
    const rehearsed = await office.service.rehearsePublish(office.as('max'), draft, { targetEnv: 'dev' });
    const live = await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' });
    expect(live.followUps.map(({ kind }) => kind)).toEqual(['finalize', 'purge']);
    const ran = [await ranIn(live.run)];
    for (const { run } of live.followUps) ran.push(await ranIn(run));
    // What is held has another name each time.
    const nameless = (ids: readonly string[]) => ids.map((id) => id.replace(/_hold_\w+/, '_hold_'));
    expect(nameless(rehearsed.steps.map(({ stepId }) => stepId))).toEqual(nameless(ran.flat()));
    expect(rehearsed.steps.filter(({ later }) => later)).toEqual([]);
    expect(rehearsed.laterMs).toBeUndefined();
    await nothingIsLeft();
  });

  it('that fails in its contract phase fails, and says that it was there', async () => {
    const { phone: _, ...rest } = customerFields();
    const next = await office.publish(rest);
    // SQLite renames no column of a table while a view of it names none.
    inProd('CREATE VIEW broken AS SELECT telex FROM shop_customer');
    const { code, message, details } = await office.refused(rehearse(next, { force: true }));
    expect(message).toContain(
      "in the contract phase of a later finalize on a copy of 'prod', where nothing was changed",
    );
    const [kept] = await office.service.rehearsals(office.as('rita'), { environment: 'prod' });
    expect(kept).toMatchObject({ id: details.rehearsal, outcome: 'failed', failure: { code } });
    expect(kept?.failedIn).toEqual({ phase: 'contract', later: true });
    await nothingIsLeft();
  });

  it('that fails says so, keeps why, and leaves the environment and nothing else', async () => {
    const next = await withTextCredit();
    inProd(`CREATE TRIGGER stop BEFORE UPDATE ON shop_customer BEGIN SELECT RAISE(ABORT, 'stop'); END`);
    const before = bytesOf('prod');
    const { code, message, details } = await office.refused(rehearse(next, { force: true }));
    expect({ code, message }).toEqual({
      code: expect.stringMatching(/FAILED$/),
      message: expect.stringContaining("in the expand phase on a copy of 'prod', where nothing was changed"),
    });
    expect(bytesOf('prod').equals(before)).toBe(true);
    await nothingIsLeft();
    const [kept] = await office.service.rehearsals(office.as('rita'), { environment: 'prod' });
    expect(kept).toMatchObject({ id: details.rehearsal, outcome: 'failed', failure: { code } });
    expect(kept?.failedIn).toEqual({ phase: 'expand' });
    const [event] = (await office.service.log(office.as('olga'))).filter(({ op }) => op === 'plan.rehearsed');
    expect(event?.data).toMatchObject({ rehearsal: details.rehearsal, outcome: 'failed', code });
  });

  it('is refused with what the promotion would be refused with, before anything is copied', async () => {
    const { phone: _, ...rest } = customerFields();
    const dropped = await office.publish(rest);
    expect(await office.refused(rehearse(dropped))).toMatchObject({ code: 'DESTRUCTIVE_BLOCKED' });
    expect(await office.refused(rehearse(dropped, {}, 'rita'))).toMatchObject({ code: 'ROLE_FORBIDDEN' });
    expect(await office.refused(rehearse(first))).toMatchObject({ code: 'NOTHING_TO_PROMOTE' });
    expect(await office.service.rehearsals(office.as('rita'))).toEqual([]);
    await nothingIsLeft();
  });
});

describe('who has to agree', () => {
  it('sees how exactly that plan went, and not how another one did', async () => {
    const next = await withFax();
    const { details } = await office.refused(promote(next));
    const shown = async () => {
      const all = await office.service.approvals(office.as('anna'));
      return all.find(({ id }) => id === details.request)?.rehearsal;
    };
    expect(await shown()).toBeNull();
    const rehearsed = await rehearse(next);
    expect((await shown())?.id).toBe(rehearsed.id);
    // Another plan on the same tables.
    const other = await office.publish({ ...customerFields(), fax: text('Fax'), telex: text('Telex') });
    await rehearse(other);
    expect((await shown())?.id).toBe(rehearsed.id);
  });

  it('is not asked before it was rehearsed, where the environment asks for that', async () => {
    await office.service.setPolicy(office.as('olga'), 'prod', { requireRehearsal: true });
    const next = await withFax();
    const refused = await office.refused(promote(next));
    expect(refused).toMatchObject({ code: 'REHEARSAL_REQUIRED' });
    expect(refused.suggestion).toContain('--rehearse');
    expect(await office.service.approvals(office.as('anna'))).toEqual([]);
    const rehearsed = await rehearse(next);
    const live = await agreed({}, next);
    if (!('run' in live)) throw new Error('no run');
    const { run } = await office.service.run(office.as('rita'), live.run);
    expect(run.request.rehearsal).toBe(rehearsed.id);
    expect(live.plan.planHash).toBe(rehearsed.planHash);
  });

  it('cannot approve what was not rehearsed, since the environment began to ask for it', async () => {
    const next = await withFax();
    const { details } = await office.refused(promote(next));
    await office.service.setPolicy(office.as('olga'), 'prod', { requireRehearsal: true });
    const approve = () => office.service.approve(office.as('anna'), String(details.request));
    expect(await office.refused(approve())).toMatchObject({ code: 'REHEARSAL_REQUIRED' });
    await rehearse(next);
    await approve();
    expect(await promote(next)).toMatchObject({ activatedEnv: 'prod' });
  });
});

describe('an environment that asks for it', () => {
  beforeEach(async () => {
    await office.service.setPolicy(office.as('olga'), 'prod', {
      requireRehearsal: true,
      approvals: { needed: 0 },
    });
  });

  it('takes none of other tables, none that failed last, and none of another plan', async () => {
    const next = await withTextCredit();
    await rehearse(next, { force: true });
    inProd('CREATE INDEX by_hand ON shop_customer (name)');
    expect(await office.refused(promote(next, { force: true }))).toMatchObject({
      code: 'REHEARSAL_REQUIRED',
    });
    inProd('DROP INDEX by_hand');
    const later = await office.publish({ ...customerFields(), fax: text('Fax'), telex: text('Telex') });
    expect(await office.refused(promote(later, { force: true }))).toMatchObject({
      code: 'REHEARSAL_REQUIRED',
    });
    inProd(`CREATE TRIGGER stop BEFORE UPDATE ON shop_customer BEGIN SELECT RAISE(ABORT, 'stop'); END`);
    office.clock.advance(1_000);
    await office.refused(rehearse(next, { force: true }));
    inProd('DROP TRIGGER stop');
    expect((await office.refused(promote(next, { force: true }))).message).toContain(
      'failed when it was rehearsed',
    );
    office.clock.advance(1_000);
    await rehearse(next, { force: true });
    expect(await promote(next, { force: true })).toMatchObject({ activatedEnv: 'prod' });
  });

  it('lets go by what changes no table, what goes back, and what cannot wait', async () => {
    const labelled = await office.publish({ ...customerFields(), name: text('Full name') });
    expect(await promote(labelled)).toMatchObject({ activatedEnv: 'prod' });
    const next = await withFax();
    const { details } = await office.refused(promote(next, { emergency: 'the fax burns' }));
    await office.service.approve(office.as('anna'), String(details.request));
    expect(await promote(next, { emergency: 'the fax burns' })).toMatchObject({ activatedEnv: 'prod' });
    expect(
      await office.service.rollback(office.as('olga'), { targetEnv: 'prod', force: true }),
    ).toMatchObject({ activatedEnv: 'prod' });
  });

  it('holds up a run that was asked for before it did', async () => {
    await office.service.setPolicy(office.as('olga'), 'prod', { requireRehearsal: false });
    const next = await withFax();
    await office.service.promote(office.as('olga'), next, { targetEnv: 'prod', hold: true });
    await office.service.setPolicy(office.as('olga'), 'prod', { requireRehearsal: true });
    const activate = () => office.service.activate(office.as('olga'), { targetEnv: 'prod' });
    expect(await office.refused(activate())).toMatchObject({ code: 'REHEARSAL_REQUIRED' });
    expect(await office.runs('prod')).toBe('1.0.0');
  });
});
