import { EnvironmentArtifactSchema } from '@objectstack/spec/cloud';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { customerFields, object, SHOP, shopStack, text } from './shop.ts';

let bench: TestService;
beforeEach(async () => {
  bench = await testService();
  await bench.environment('dev');
  await bench.environment('prod', 'production');
});
afterEach(() => bench.dispose());

const customer = { type: 'object', name: 'shop_customer' } as const;

async function publishFirst() {
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  return bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
}

async function stageCustomer(
  fields: Record<string, Record<string, unknown>>,
  rest: Record<string, unknown> = {},
) {
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  await bench.service.stage(SCOPE, {
    op: 'put',
    ...customer,
    item: object('shop_customer', fields, rest),
    draft,
  });
  return draft;
}

async function publishCustomer(fields: Record<string, Record<string, unknown>>, targetEnv = 'dev') {
  return bench.service.publish(SCOPE, await stageCustomer(fields), { targetEnv });
}

function sql<T>(environment: string, work: (db: Database.Database) => T): T {
  const db = new Database(bench.databaseOf(environment));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const insertCustomer = (environment: string, id: string, name: string, phone: string | null = null) =>
  sql(environment, (db) =>
    db.prepare('INSERT INTO shop_customer (id, name, phone) VALUES (?, ?, ?)').run(id, name, phone),
  );

describe('publish', () => {
  it('numbers versions: manifest first, then by the size of the change, then as asked', async () => {
    expect((await publishFirst()).semver).toBe('1.0.0');
    expect((await publishCustomer({ ...customerFields(), fax: text('Fax') })).semver).toBe('1.1.0');
    expect((await publishCustomer({ ...customerFields(), fax: text('Telefax') })).semver).toBe('1.1.1');
    const draft = await stageCustomer({ ...customerFields(), fax: text('F') });
    await expect(
      bench.service.publish(SCOPE, draft, { targetEnv: 'dev', version: '1.1.0' }),
    ).rejects.toMatchObject({ code: 'VERSION_EXISTS' });
    await expect(
      bench.service.publish(SCOPE, draft, { targetEnv: 'dev', version: 'new' }),
    ).rejects.toMatchObject({ code: 'VERSION_INVALID' });
    expect((await bench.service.publish(SCOPE, draft, { targetEnv: 'dev', version: '3.0.0' })).semver).toBe(
      '3.0.0',
    );
    const { phone: _phone, ...rest } = customerFields();
    const dropped = await stageCustomer(rest);
    await bench.service.stage(SCOPE, {
      op: 'delete',
      type: 'view',
      name: 'shop_customer.default',
      draft: dropped,
    });
    expect((await bench.service.publish(SCOPE, dropped, { targetEnv: 'dev' })).semver).toBe('4.0.0');
  });

  it('refuses an empty draft, and opens the next one after a seal', async () => {
    const first = await publishFirst();
    const next = await bench.service.openDraft(SCOPE, SHOP);
    expect(next).toMatchObject({ base: '1.0.0', revision: 0 });
    expect(next.draftId).not.toBe(first.packageVersionId);
    await expect(bench.service.publish(SCOPE, next, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'NOTHING_TO_PUBLISH',
    });
    const stale = { ...next, draftId: first.packageVersionId };
    await expect(
      bench.service.stage(SCOPE, { op: 'delete', ...customer, draft: stale }),
    ).rejects.toMatchObject({ code: 'DRAFT_SEALED' });
  });

  it('I-05: a dry run and a diff touch neither database', async () => {
    await publishFirst();
    const draft = await stageCustomer({ ...customerFields(), fax: text('Fax') });
    const before = [sql('dev', dump), controlDump()];
    const diff = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev', dryRun: true });
    expect(diff.plan.steps).toHaveLength(1);
    expect(Object.values(diff.sql).flat().join()).toContain('ADD COLUMN');
    await bench.service.diff(SCOPE, draft, { preflight: true });
    expect([sql('dev', dump), controlDump()]).toEqual(before);
  });

  it('label edits cost no step, and the re-plan after a publish is empty (I-26)', async () => {
    await publishFirst();
    const draft = await stageCustomer(customerFields(), { label: 'Client' });
    expect((await bench.service.diff(SCOPE, draft)).plan.steps).toEqual([]);
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    expect((await bench.service.diff(SCOPE, await bench.service.openDraft(SCOPE, SHOP))).plan.steps).toEqual(
      [],
    );
    expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
  });

  it('PLAN_STALE when the draft changed since its plan was shown', async () => {
    await publishFirst();
    const draft = await stageCustomer({ ...customerFields(), fax: text('Fax') });
    const shown = (await bench.service.diff(SCOPE, draft)).plan.planHash;
    await stageCustomer({ ...customerFields(), fax: text('Fax'), fax2: text('Fax 2') });
    await expect(
      bench.service.publish(SCOPE, draft, { targetEnv: 'dev', expectPlanHash: shown }),
    ).rejects.toMatchObject({ code: 'PLAN_STALE' });
  });

  it('PLAN_STALE also when only a label changed since: what was shown is what is published', async () => {
    await publishFirst();
    const draft = await stageCustomer({ ...customerFields(), fax: text('Fax') });
    const shown = (await bench.service.diff(SCOPE, draft)).plan.planHash;
    await stageCustomer({ ...customerFields(), fax: text('Fax') }, { label: 'Client' });
    await expect(
      bench.service.publish(SCOPE, draft, { targetEnv: 'dev', expectPlanHash: shown }),
    ).rejects.toMatchObject({ code: 'PLAN_STALE' });
    const again = (await bench.service.diff(SCOPE, draft)).plan.planHash;
    const published = await bench.service.publish(SCOPE, draft, {
      targetEnv: 'dev',
      expectPlanHash: again,
      bump: 'major',
    });
    expect(published.plan.planHash).toBe(again);
  });

  it('names the rows that would stop a step, before any DDL', async () => {
    await publishFirst();
    insertCustomer('dev', 'c1', 'Ada', '1');
    insertCustomer('dev', 'c2', 'Bob', '1');
    const unique = await stageCustomer({
      ...customerFields(),
      phone: text('Phone', { maxLength: 40, unique: 'global' }),
    });
    const before = sql('dev', dump);
    await expect(bench.service.publish(SCOPE, unique, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      details: { findings: [{ check: 'duplicates', table: 'shop_customer', count: expect.any(Number) }] },
    });
    expect(sql('dev', dump)).toEqual(before);
    const required = await stageCustomer({
      ...customerFields(),
      code: text('Code', { storage: { notNull: true } }),
    });
    await expect(bench.service.publish(SCOPE, required, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'BACKFILL_REQUIRED',
    });
  });

  it('SCHEMA_DRIFT names table and column of a table that somebody else changed', async () => {
    await publishFirst();
    sql('dev', (db) => db.exec('ALTER TABLE shop_customer DROP COLUMN credit'));
    expect(await bench.service.drift(SCOPE, 'dev')).toMatchObject([
      { kind: 'missing', table: 'shop_customer', column: 'credit' },
    ]);
    const draft = await stageCustomer({ ...customerFields(), fax: text('Fax') });
    await expect(bench.service.publish(SCOPE, draft, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'SCHEMA_DRIFT',
      message: expect.stringContaining('shop_customer.credit'),
    });
  });
});

describe('preview', () => {
  it('I-50: shows the draft in development, never in production, and the draft goes on', async () => {
    const first = await publishFirst();
    const draft = await stageCustomer({ ...customerFields(), fax: text('Fax') });
    const shown = await bench.service.preview(SCOPE, draft, { targetEnv: 'dev' });
    expect(shown.semver).toBe('0.0.0-preview.1');
    expect(sql('dev', columns)).toContain('fax');
    await expect(bench.service.preview(SCOPE, draft, { targetEnv: 'prod' })).rejects.toMatchObject({
      code: 'ENVIRONMENT_TYPE_FORBIDDEN',
    });
    await expect(
      bench.service.promote(SCOPE, shown.packageVersionId, { targetEnv: 'prod' }),
    ).rejects.toMatchObject({ code: 'ENVIRONMENT_TYPE_FORBIDDEN' });
    await bench.service.promote(SCOPE, first.packageVersionId, { targetEnv: 'prod' });
    await expect(
      bench.service.rollback(SCOPE, { targetEnv: 'prod', toVersionId: shown.packageVersionId, force: true }),
    ).rejects.toMatchObject({ code: 'ENVIRONMENT_TYPE_FORBIDDEN' });
    expect(sql('prod', columns)).not.toContain('fax');
    await stageCustomer({ ...customerFields(), mobile: text('Mobile') });
    await bench.service.preview(SCOPE, draft, { targetEnv: 'dev' });
    const published = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    expect(published.semver).toBe('1.1.0');
    expect(sql('dev', columns)).toEqual(expect.arrayContaining(['mobile']));
    expect(sql('dev', columns)).not.toContain('fax');
    expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
  });
});

describe('promote and roll back', () => {
  it('I-37: installs the same bytes everywhere, also skipping versions, with renames kept', async () => {
    const first = await publishFirst();
    await bench.service.promote(SCOPE, first.packageVersionId, { targetEnv: 'prod' });
    insertCustomer('prod', 'c1', 'Ada', '555');
    const draft = await bench.service.openDraft(SCOPE, SHOP);
    await bench.service.renameField(SCOPE, draft, 'shop_customer', 'phone', 'mobile');
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    const second = await bench.service.openDraft(SCOPE, SHOP);
    await bench.service.rename(SCOPE, second, customer, 'shop_client');
    const latest = await bench.service.publish(SCOPE, second, { targetEnv: 'dev' });
    const promoted = await bench.service.promote(SCOPE, latest.packageVersionId, { targetEnv: 'prod' });
    expect(promoted).toMatchObject({ checksum: latest.checksum, semver: latest.semver });
    expect(sql('prod', (db) => db.prepare('SELECT name, mobile FROM shop_client').all())).toEqual([
      { name: 'Ada', mobile: '555' },
    ]);
    expect(await bench.service.drift(SCOPE, 'prod')).toEqual([]);
  });

  it('I-31: a rollback brings dropped values back, before and after finalize, and keeps rows written since', async () => {
    const first = await publishFirst();
    await bench.service.promote(SCOPE, first.packageVersionId, { targetEnv: 'prod' });
    insertCustomer('prod', 'c1', 'Ada', '555');
    const { phone: _phone, ...rest } = customerFields();
    const draft = await stageCustomer(rest);
    await bench.service.stage(SCOPE, { op: 'delete', type: 'view', name: 'shop_customer.default', draft });
    const latest = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    const promote = { targetEnv: 'prod', force: true } as const;
    await expect(
      bench.service.promote(SCOPE, latest.packageVersionId, { targetEnv: 'prod' }),
    ).rejects.toMatchObject({ code: 'DESTRUCTIVE_BLOCKED' });

    await bench.service.promote(SCOPE, latest.packageVersionId, promote);
    expect(sql('prod', columns)).toContain('phone');
    sql('prod', (db) => db.prepare('INSERT INTO shop_customer (id, name) VALUES (?, ?)').run('c2', 'Bob'));
    expect(await bench.service.rollbackPreview(SCOPE, promote)).toMatchObject({ to: '1.0.0', lost: [] });
    await bench.service.rollback(SCOPE, promote);
    expect(phones()).toEqual([
      ['c1', '555'],
      ['c2', null],
    ]);

    await bench.service.promote(SCOPE, latest.packageVersionId, promote);
    await bench.service.finalize(SCOPE, { targetEnv: 'prod' });
    expect(sql('prod', columns)).not.toContain('phone');
    expect((await bench.service.environment(SCOPE, 'prod')).held).toMatchObject([
      { name: 'shop_customer.phone' },
    ]);
    expect(await bench.service.rollbackPreview(SCOPE, promote)).toMatchObject({
      restorable: [{ name: 'shop_customer.phone', rows: 1, why: 'held' }],
    });
    await bench.service.rollback(SCOPE, promote);
    expect(phones()).toEqual([
      ['c1', '555'],
      ['c2', null],
    ]);
    expect(await bench.service.drift(SCOPE, 'prod')).toEqual([]);

    await bench.service.promote(SCOPE, latest.packageVersionId, promote);
    await bench.service.finalize(SCOPE, { targetEnv: 'prod' });
    expect((await bench.service.purge(SCOPE, { targetEnv: 'prod', force: true })).purged).toEqual([
      'shop_customer.phone',
    ]);
    await bench.service.rollback(SCOPE, promote);
    expect(phones()).toEqual([
      ['c1', null],
      ['c2', null],
    ]);
  });

  it('a name that comes back never meets its old values', async () => {
    const first = await publishFirst();
    await bench.service.promote(SCOPE, first.packageVersionId, { targetEnv: 'prod' });
    insertCustomer('prod', 'c1', 'Ada', '555');
    const { phone: _phone, ...rest } = customerFields();
    const draft = await stageCustomer(rest);
    await bench.service.stage(SCOPE, { op: 'delete', type: 'view', name: 'shop_customer.default', draft });
    const dropped = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    await bench.service.promote(SCOPE, dropped.packageVersionId, { targetEnv: 'prod', force: true });
    const again = await publishCustomer(customerFields());
    await bench.service.promote(SCOPE, again.packageVersionId, { targetEnv: 'prod', force: true });
    expect(phones()).toEqual([['c1', null]]);
  });

  it('holds before the swap and activates later', async () => {
    const first = await publishFirst();
    await bench.service.promote(SCOPE, first.packageVersionId, { targetEnv: 'prod' });
    const next = await publishCustomer({ ...customerFields(), fax: text('Fax') });
    const held = await bench.service.promote(SCOPE, next.packageVersionId, { targetEnv: 'prod', hold: true });
    expect(held).toMatchObject({ state: 'applied' });
    expect(sql('prod', columns)).toContain('fax');
    expect(await activeVersion('prod')).toBe('1.0.0');
    await bench.service.activate(SCOPE, { targetEnv: 'prod' });
    expect(await activeVersion('prod')).toBe('1.1.0');
    await expect(bench.service.activate(SCOPE, { targetEnv: 'prod' })).rejects.toMatchObject({
      code: 'RUN_STATE',
    });
  });

  it('a deprecated version blocks new installs', async () => {
    const first = await publishFirst();
    await bench.service.deprecate(SCOPE, first.packageVersionId);
    await bench.service.deprecate(SCOPE, first.packageVersionId);
    await expect(
      bench.service.promote(SCOPE, first.packageVersionId, { targetEnv: 'prod' }),
    ).rejects.toMatchObject({ code: 'VERSION_DEPRECATED' });
  });
});

describe('what others read', () => {
  it('an artifact parses under the spec and is stable', async () => {
    await publishFirst();
    const artifact = await bench.service.artifact(SCOPE, 'dev');
    expect(() => EnvironmentArtifactSchema.parse(artifact)).not.toThrow();
    expect(await bench.service.artifact(SCOPE, 'dev')).toEqual(artifact);
  });

  it('I-10: an exported version sealed again elsewhere has the same checksum', async () => {
    const first = await publishFirst();
    const exported = await bench.service.exportVersion(SCOPE, SHOP);
    const other = await testService();
    try {
      await other.environment('dev');
      const { stack } = JSON.parse(exported.manifestJson) as { stack: unknown };
      await other.service.importStack(SCOPE, { stack });
      const again = await other.service.publish(SCOPE, await other.service.openDraft(SCOPE, SHOP), {
        targetEnv: 'dev',
      });
      expect(again.checksum).toBe(first.checksum);
    } finally {
      await other.dispose();
    }
  });

  it('I-07: active metadata never shows a draft', async () => {
    await publishFirst();
    await stageCustomer(customerFields(), { label: 'Client' });
    const active = await bench.service.readItem(SCOPE, { ref: customer, environment: 'dev' });
    expect(active.body).toMatchObject({ label: 'shop_customer' });
  });

  it('I-39: another organization sees nothing, whatever it names', async () => {
    const first = await publishFirst();
    const stranger = { orgId: 'org-other', principal: { kind: 'user', id: 'eve' } } as const;
    expect(await bench.service.packages(stranger)).toEqual([]);
    expect(await bench.service.log(stranger)).toEqual([]);
    for (const call of [
      bench.service.versions(stranger, SHOP),
      bench.service.environment(stranger, 'dev'),
      bench.service.run(stranger, first.run),
      bench.service.promote(stranger, first.packageVersionId, { targetEnv: 'prod' }),
    ])
      await expect(call).rejects.toMatchObject({ kind: 'not_found' });
  });
});

const dump = (db: Database.Database) => ({
  schema: db.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all(),
  rows: db.prepare('SELECT * FROM shop_customer').all(),
});

function controlDump() {
  const db = new Database(`${bench.folder}/control.db`, { readonly: true });
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  const rows = tables.map((table) => [table, db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()]);
  db.close();
  return rows;
}

const columns = (db: Database.Database) =>
  db.prepare("SELECT name FROM pragma_table_info('shop_customer')").pluck().all();
const phones = () =>
  sql('prod', (db) => db.prepare('SELECT id, phone FROM shop_customer ORDER BY id').raw().all());

async function activeVersion(environment: string): Promise<string | undefined> {
  return (await bench.service.environment(SCOPE, environment)).installations[0]?.version;
}
