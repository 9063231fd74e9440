/**
 * Previews: environments that are made as the copy of another one, show a draft or a version, and end. What stands in the way
 * (a crash, a clock, a foreign database, a second collector) leaves nothing that nobody knows of.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, ProvisionPort } from '@objectstack/metadata-authoring';
import { fixedClock } from '@objectstack/metadata-authoring-testkit';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

const HOUR = 3_600_000;
/** Goes only when told to, also back; a process that died beats no more. */
let nowMs: number;
const at = (time: string) => {
  nowMs = Date.parse(time);
};
const clock: Clock = { ...fixedClock(), now: () => new Date(nowMs).toISOString(), every: () => () => {} };
/** What happens inside the provision, once each. */
let during: { made?: (() => Promise<void>) | undefined; dropped?: (() => Promise<void>) | undefined } = {};
const wrapProvision = (inner: ProvisionPort): ProvisionPort => ({
  databaseFor: (...args) => inner.databaseFor(...args),
  async make(...args) {
    const form = await inner.make(...args);
    const { made } = during;
    during = { ...during, made: undefined };
    await made?.();
    return form;
  },
  async drop(...args) {
    await inner.drop(...args);
    const { dropped } = during;
    during = { ...during, dropped: undefined };
    await dropped?.();
  },
});

let bench: TestService;
let version: string;
beforeEach(async () => {
  during = {};
  at('2026-06-01T10:00:00.000Z');
  bench = await testService({ clock, wrapProvision });
  await bench.environment('staging', 'staging');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  version = (await bench.service.publish(SCOPE, draft, { targetEnv: 'staging' })).packageVersionId;
  const db = new Database(bench.databaseOf('staging'));
  db.prepare('INSERT INTO shop_customer (id, name, phone) VALUES (?, ?, ?)').run('c1', 'Ada', '+49 1');
  db.close();
});
afterEach(() => bench.dispose());

async function withFax() {
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  const item = object('shop_customer', { ...customerFields(), fax: text('Fax') });
  await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: 'shop_customer', item, draft });
  return draft;
}

const show = async (rest: { data?: 'none' | 'full'; name?: string; ttlMs?: number } = {}) =>
  bench.service.previewEnvironment(SCOPE, {
    from: 'staging',
    what: { draft: await withFax() },
    ttlMs: 2 * HOUR,
    ...rest,
  });
const names = async () => (await bench.service.environments(SCOPE)).map(({ name }) => name);
const files = () => readdirSync(bench.folder).filter((file) => file.includes('preview'));
const fileOf = (url: string) => url.replace('sqlite:', '');
function rowsOf(url: string, sql: string): unknown[] {
  const db = new Database(fileOf(url), { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

describe('a preview', () => {
  it('shows the draft on a copy of the tables; the source and the draft stay as they are', async () => {
    const made = await show({ name: 'look' });
    expect(made).toMatchObject({ name: 'look', from: 'staging', expiresAt: '2026-06-01T12:00:00.000Z' });
    expect(made.result.plan.steps.map(({ step }) => step.kind)).toEqual(['add_column']);
    expect(rowsOf(made.database, 'SELECT id, fax FROM shop_customer')).toEqual([]);
    expect(await bench.service.environment(SCOPE, 'look')).toMatchObject({
      type: 'preview',
      state: 'ready',
      drift: [],
      installations: [{ version: expect.stringContaining('preview') }],
    });
    expect((await bench.service.environment(SCOPE, 'staging')).installations[0]?.versionId).toBe(version);
    expect(await bench.service.drift(SCOPE, 'staging')).toEqual([]);
    expect((await bench.service.openDraft(SCOPE, SHOP)).revision).toBeGreaterThan(0);
  });

  it('has every row of a full copy, and a version instead of the draft where one is named', async () => {
    const full = await show({ data: 'full' });
    expect(rowsOf(full.database, 'SELECT id, name, phone, fax FROM shop_customer')).toEqual([
      { id: 'c1', name: 'Ada', phone: '+49 1', fax: null },
    ]);
    const again = await bench.service.previewEnvironment(SCOPE, {
      from: 'staging',
      what: { versionId: version },
      ttlMs: HOUR,
      data: 'full',
    });
    expect(again.result).toMatchObject({ packageVersionId: version, activatedEnv: again.name });
    expect(again.result.plan.steps).toEqual([]);
  });

  it('carries what earlier runs left for later, so that it plans as its source does', async () => {
    await bench.environment('prod', 'production');
    await bench.service.promote(SCOPE, version, { targetEnv: 'prod', force: true });
    const { phone: _, ...rest } = customerFields();
    await bench.service.importStack(SCOPE, {
      stack: { ...shopStack([object('shop_customer', rest)]), views: [] },
      prune: true,
    });
    const draft = await bench.service.openDraft(SCOPE, SHOP);
    const next = (await bench.service.publish(SCOPE, draft, { targetEnv: 'staging', force: true }))
      .packageVersionId;
    await bench.service.promote(SCOPE, next, { targetEnv: 'prod', force: true });
    expect((await bench.service.environment(SCOPE, 'prod')).pendingContract).toBeGreaterThan(0);
    const made = await bench.service.previewEnvironment(SCOPE, {
      from: 'prod',
      what: { versionId: next },
      ttlMs: HOUR,
      data: 'full',
    });
    const detail = await bench.service.environment(SCOPE, made.name);
    expect(detail).toMatchObject({ drift: [], openRuns: [] });
    expect(detail.held.map(({ name }) => name).join()).toContain('phone');
    expect((await bench.service.environment(SCOPE, 'prod')).pendingContract).toBeGreaterThan(0);
  });

  it('shows what is overridden and set at its source, merged with what it installs, and gives nothing back', async () => {
    const { service, plane } = bench;
    const ref = { type: 'view', name: 'shop_customer.default' };
    const { body } = await service.readItem(SCOPE, { ref, environment: 'staging' });
    const item = { ...(body as object), list: { ...(body as { list: object }).list, label: 'Clients' } };
    await service.putOverlay(SCOPE, { environment: 'staging', ref, item });
    await service.setInstallation(SCOPE, SHOP, 'staging', { settings: { currency: 'EUR' } });
    const made = await show({ name: 'look' });
    const labelIn = async (environment: string) => {
      const { metadata } = await service.artifact(SCOPE, environment);
      return (metadata as { views: { list: { label: string } }[] }).views[0]?.list.label;
    };
    expect(await labelIn('look')).toBe('Clients');
    expect(await service.installation(SCOPE, SHOP, 'look')).toMatchObject({ settings: { currency: 'EUR' } });
    await service.resetOverlay(SCOPE, { environment: 'look', ref });
    await service.setInstallation(SCOPE, SHOP, 'look', { settings: {} });
    expect([await labelIn('look'), await labelIn('staging')]).toEqual(['Customers', 'Clients']);
    expect(await service.installation(SCOPE, SHOP, 'staging')).toMatchObject({
      settings: { currency: 'EUR' },
    });
    await service.putOverlay(SCOPE, { environment: 'look', ref, item });
    await service.removeEnvironment(SCOPE, 'look');
    expect(await plane.overlays.list(SCOPE, made.id)).toEqual([]);
    expect(await plane.overlays.list(SCOPE, (await service.environment(SCOPE, 'staging')).id)).toHaveLength(
      1,
    );
  });

  it('is never part of the pipeline', async () => {
    await show({ name: 'look' });
    await bench.environment('qa', 'test');
    expect((await names()).sort()).toEqual(['look', 'qa', 'staging']);
    await bench.service.setPolicy(SCOPE, 'qa', { order: 'pipeline' });
    const promoted = await bench.service.promote(SCOPE, version, { targetEnv: 'qa' });
    expect(promoted).toMatchObject({ activatedEnv: 'qa' });
  });

  it('leaves nothing where its name is taken, its source is busy, or its run fails', async () => {
    await expect(show({ name: 'staging' })).rejects.toMatchObject({ code: 'ENVIRONMENT_EXISTS' });
    await expect(show({ name: 'No Name' })).rejects.toMatchObject({ code: 'IDENTIFIER_INVALID' });
    await expect(show({ ttlMs: 0 })).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    during.made = async () => {
      const draft = await bench.service.openDraft(SCOPE, SHOP);
      await bench.service.publish(SCOPE, draft, { targetEnv: 'staging' });
    };
    await expect(show()).rejects.toMatchObject({
      code: 'ENVIRONMENT_LOCKED',
      message: expect.stringContaining('changed'),
    });
    await expect(show()).rejects.toMatchObject({ code: 'NOTHING_TO_PUBLISH' });
    expect(await names()).toEqual(['staging']);
    expect(files()).toEqual([]);
  });
});

describe('collecting', () => {
  it('takes away what has expired by the clock, and only that', async () => {
    const short = await show({ name: 'short', ttlMs: HOUR });
    await show({ name: 'long', ttlMs: 3 * HOUR });
    expect(await bench.service.collect(SCOPE)).toEqual({ collected: [], left: [] });
    at('2026-06-01T11:00:00.000Z');
    expect((await bench.service.collectable(SCOPE)).map(({ name }) => name)).toEqual(['short']);
    expect((await bench.service.collect(SCOPE)).collected.map(({ name }) => name)).toEqual(['short']);
    expect(existsSync(fileOf(short.database))).toBe(false);
    expect(await names()).toEqual(['staging', 'long']);
    const { op, data } = (await bench.service.log(SCOPE)).at(-1) ?? {};
    expect({ op, data }).toEqual({
      op: 'environment.removed',
      data: { name: 'short', type: 'preview', reason: 'expired' },
    });
    expect((await bench.service.runs(SCOPE)).some(({ id }) => id === short.result.run)).toBe(true);
    expect(await bench.service.verifyAudit(SCOPE)).toMatchObject({ broken: null });
  });

  it('a clock that jumps back keeps it, one that jumps forth ends it', async () => {
    await show({ name: 'look', ttlMs: HOUR });
    at('2026-05-01T00:00:00.000Z');
    expect((await bench.service.collect(SCOPE)).collected).toEqual([]);
    at('2027-01-01T00:00:00.000Z');
    expect((await bench.service.collect(SCOPE)).collected).toHaveLength(1);
  });

  it('by two at once ends each once, and neither fails', async () => {
    await show({ ttlMs: HOUR });
    await show({ ttlMs: HOUR });
    at('2026-06-01T13:00:00.000Z');
    const [one, other] = await Promise.all([bench.service.collect(SCOPE), bench.service.collect(SCOPE)]);
    expect(await names()).toEqual(['staging']);
    expect(files()).toEqual([]);
    for (const { code } of [...(one?.left ?? []), ...(other?.left ?? [])])
      expect(code).toBe('ENVIRONMENT_LOCKED');
    const removed = (await bench.service.log(SCOPE)).filter(({ op }) => op === 'environment.removed');
    expect(removed).toHaveLength(2);
  });

  it('never drops a database that does not bear the mark of that environment', async () => {
    const made = await show({ name: 'look' });
    const db = new Database(fileOf(made.database));
    db.exec("UPDATE _authoring_env SET env_id = 'somebody else'");
    db.close();
    at('2026-06-02T00:00:00.000Z');
    expect((await bench.service.collect(SCOPE)).left).toMatchObject([
      { name: 'look', code: 'DATABASE_NOT_OURS' },
    ]);
    expect(existsSync(fileOf(made.database))).toBe(true);
    expect(await names()).toContain('look');
    await expect(bench.service.promote(SCOPE, version, { targetEnv: 'look' })).rejects.toMatchObject({
      code: 'ENVIRONMENT_LOCKED',
    });
  });

  it('finishes what died while making and while ending', async () => {
    const crash = () => Promise.reject(new Error('the process died'));
    const never = () => new Promise<never>(() => {});
    void show({ name: 'half-made' }).catch(() => undefined);
    const made = new Promise<void>((resolve) => {
      during.made = () => {
        resolve();
        return never();
      };
    });
    await made;
    expect(files()).toHaveLength(1);
    expect((await bench.service.collect(SCOPE)).left).toEqual([]);
    // A lease that nobody renews runs out, by the clock of the control plane's database.
    const [{ id = '' } = {}] = (await bench.service.environments(SCOPE)).filter(
      (one) => one.name === 'half-made',
    );
    const lease = await bench.plane.leases.current(SCOPE, id);
    if (lease) await bench.plane.leases.release(SCOPE, lease);
    expect((await bench.service.collect(SCOPE)).collected).toMatchObject([
      { name: 'half-made', state: 'making' },
    ]);
    expect(files()).toEqual([]);
    await show({ name: 'half-gone', ttlMs: HOUR });
    at('2026-06-01T12:00:00.000Z');
    during.dropped = crash;
    await expect(bench.service.collect(SCOPE)).rejects.toThrow('died');
    expect(files()).toEqual([]);
    expect(await bench.service.collectable(SCOPE)).toMatchObject([{ name: 'half-gone', state: 'ending' }]);
    expect((await bench.service.collect(SCOPE)).collected).toHaveLength(1);
    expect((await bench.service.collect(SCOPE)).collected).toEqual([]);
    expect(await names()).toEqual(['staging']);
  });
});

describe('removing', () => {
  it('refuses an environment with installations, and names them', async () => {
    await expect(bench.service.removeEnvironment(SCOPE, 'staging')).rejects.toMatchObject({
      code: 'ENVIRONMENT_IN_USE',
      details: { packages: [`${SHOP} 1.0.0`] },
    });
    await expect(bench.service.removeEnvironment(SCOPE, 'nowhere')).rejects.toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });

  it('takes an empty one out of the pipeline and leaves its database, and ends a preview before its time', async () => {
    const path = join(bench.folder, 'qa.db');
    new Database(path).exec('CREATE TABLE mine (id)').close();
    await bench.environment('qa', 'test');
    expect(await bench.service.removeEnvironment(SCOPE, 'qa')).toEqual({
      name: 'qa',
      databaseDropped: false,
    });
    expect(existsSync(path)).toBe(true);
    await show({ name: 'look' });
    expect(await bench.service.removeEnvironment(SCOPE, 'look')).toEqual({
      name: 'look',
      databaseDropped: true,
    });
    expect(files()).toEqual([]);
    expect(await names()).toEqual(['staging']);
  });
});
