// Every command of the contract once, in the order in which a release happens, on real SQLite databases: its JSON, its
// exit code, and what it did to the rows that a running app keeps in the tables.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Json, mda, mdaJson, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { customerFields, object, orderFields, PACKAGE, shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: TestWorkspace;
beforeAll(async () => {
  at = await temporaryWorkspace({ init: false });
});
afterAll(() => at.dispose());

async function write(name: string, value: unknown): Promise<string> {
  await writeFile(at.path(name), JSON.stringify(value));
  return name;
}

function sql(environment: string, text: string, ...values: unknown[]): unknown[] {
  const db = new Database(at.path('.mda/env', `${environment}.db`), { fileMustExist: true });
  try {
    const statement = db.prepare(text);
    return statement.reader ? statement.all(...values) : [statement.run(...values)];
  } finally {
    db.close();
  }
}

const kinds = (plan: Json) => plan.changes.map((change: Json) => change.kind).sort();

describe('a workspace', () => {
  it('is made once: init', async () => {
    const first = await at.ok('init');
    expect(first).toEqual({
      workspace: at.cwd,
      environments: [
        { name: 'dev', type: 'development', database: `sqlite:${at.path('.mda/env/dev.db')}` },
        { name: 'staging', type: 'staging', database: `sqlite:${at.path('.mda/env/staging.db')}` },
        { name: 'prod', type: 'production', database: `sqlite:${at.path('.mda/env/prod.db')}` },
      ],
    });
    expect(await at.ok('init')).toEqual(first);
    expect(existsSync(at.path('mda.json'))).toBe(true);
  });

  it('takes more environments: env add, env list, env show', async () => {
    const added = await at.ok(
      'env',
      'add',
      'qa',
      '--type',
      'test',
      '--database',
      'sqlite:qa.db',
      '--after',
      'dev',
    );
    expect(added).toMatchObject({ name: 'qa', type: 'test', driver: 'sqlite' });
    const { environments } = await at.ok('env', 'list');
    expect(environments.map((one: Json) => one.name)).toEqual(['dev', 'qa', 'staging', 'prod']);
    expect(environments[0]).toMatchObject({ driver: 'sqlite', installations: [] });
    expect(await at.ok('env', 'show', 'qa')).toMatchObject({
      name: 'qa',
      installations: [],
      drift: [],
      openRuns: [],
    });
    const twice = ['env', 'add', 'qa', '--type', 'test', '--database', 'sqlite:qa.db'];
    expect(await at.fails(5, ...twice)).toMatchObject({ code: 'ENVIRONMENT_EXISTS' });
    expect(
      await at.fails(2, 'env', 'add', 'x', '--type', 'test', '--database', 'mongodb://h/d'),
    ).toMatchObject({
      code: 'USAGE_INVALID',
    });
  });
});

describe('authoring', () => {
  it('import stages, and again stages nothing', async () => {
    const file = await write('shop.json', shop());
    const first = await at.ok('import', file);
    expect(first).toMatchObject({ package: PACKAGE, staged: 3, unchanged: 0, deleted: 0, skipped: [] });
    expect(first.draft).toEqual(expect.any(String));
    expect(await at.ok('import', file)).toMatchObject({ staged: 0, unchanged: 3 });
  });

  it('status, stage put, history, undo, redo, discard', async () => {
    const body = object('shop_tag', { name: { type: 'text', label: 'Name' } });
    const staged = await at.ok('stage', 'put', 'object', 'shop_tag', '--file', await write('tag.json', body));
    expect(staged).toMatchObject({ ref: 'object/shop_tag', warnings: [] });
    expect(staged.draftVersion).toEqual(expect.any(Number));
    const piped = await mdaJson(['stage', 'put', 'object', 'shop_tag', '--file', '-'], {
      cwd: at.cwd,
      input: JSON.stringify(body),
    });
    expect([piped.code, piped.json.unchanged]).toEqual([0, true]);
    const status = await at.ok('status');
    expect(status).toMatchObject({ base: null, questions: [] });
    expect(status.changes).toContainEqual({ ref: 'object/shop_tag', op: 'put' });
    expect((await at.ok('undo')).refs).toEqual(['object/shop_tag']);
    expect((await at.ok('redo')).refs).toEqual(['object/shop_tag']);
    expect(await at.ok('discard', 'object', 'shop_tag')).toEqual({ discarded: 1 });
    const { history } = await at.ok('history', 'object', 'shop_tag');
    expect(history.map((entry: Json) => entry.op)).toEqual(['discard', 'redo', 'undo', 'put']);
    expect((await at.ok('status')).changes).toHaveLength(3);
  });

  it('validate says what is wrong, with exit code 2, and what is right with 0', async () => {
    expect(await at.ok('validate')).toMatchObject({ valid: true });
    const dangling = object('shop_order', {
      ...orderFields,
      customer: { ...orderFields.customer, reference: 'shop_nobody' },
    });
    await at.ok('stage', 'put', 'object', 'shop_order', '--file', await write('order.json', dangling));
    const { code, json } = await mdaJson(['validate'], { cwd: at.cwd });
    expect(code).toBe(2);
    expect(json).toMatchObject({ valid: false, error: { code: 'SET_INVALID' } });
    expect(json.problems).toContainEqual(
      expect.objectContaining({ code: 'REFERENCE_DANGLING', severity: 'error', ref: 'object/shop_order' }),
    );
    expect(await at.fails(2, 'publish')).toMatchObject({ code: 'SET_INVALID' });
    await at.ok('undo');
  });
});

describe('the first release', () => {
  it('diff plans without writing', async () => {
    const plan = await at.ok('diff', '--sql', '--preflight');
    expect(kinds(plan)).toEqual(['create_table', 'create_table']);
    expect(plan).toMatchObject({ destructive: false, questions: [], preflight: [], semverBump: 'minor' });
    expect(plan.planHash).toMatch(/^[0-9a-f]{64}$/);
    for (const step of plan.steps) {
      expect(step).toMatchObject({ kind: 'create_table', phase: 'expand', hazards: [], reversible: true });
      expect(step.sql[0]).toContain('CREATE TABLE');
    }
    expect((await at.ok('diff')).planHash).toBe(plan.planHash);
    expect((await at.ok('diff')).steps[0]).not.toHaveProperty('sql');
    expect(sql('dev', 'select name from sqlite_master')).toEqual([]);
  });

  it('publish --dry-run changes nothing; a stale plan is refused', async () => {
    const dry = await at.ok('publish', '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, preflight: [] });
    expect(kinds(dry.plan)).toEqual(['create_table', 'create_table']);
    expect(sql('dev', 'select name from sqlite_master')).toEqual([]);
    expect(await at.fails(5, 'publish', '--expect-plan', '0'.repeat(64))).toMatchObject({
      code: 'PLAN_STALE',
    });
  });

  it('publish migrates, seals and activates', async () => {
    const result = await at.ok('publish', '--notes', 'first');
    expect(result).toMatchObject({ semver: '0.1.0', activatedEnv: 'dev', changeLogSeq: expect.any(Number) });
    expect(result.packageVersionId).toEqual(expect.any(String));
    expect(result.checksum).toMatch(/^[0-9a-f]{64}$/);
    const { run } = await at.ok('run', 'show', result.run);
    expect(run.state).toBe('finished');
    for (const step of run.steps)
      expect(step).toMatchObject({ state: 'done', startedAt: expect.any(String) });
    expect((await at.ok('run', 'list')).runs[0]).toMatchObject({
      id: result.run,
      kind: 'publish',
      environment: 'dev',
    });
    expect(await at.ok('versions')).toMatchObject({
      versions: [
        { version: '0.1.0', status: 'published', checksum: result.checksum, publishedAt: expect.any(String) },
      ],
    });
  });

  it('has nothing more to publish: exit code 2', async () => {
    expect(await at.fails(2, 'publish')).toMatchObject({ code: 'NOTHING_TO_PUBLISH', kind: 'invalid' });
  });

  it('leaves no drift', async () => {
    expect(await at.ok('drift', '--env', 'dev')).toEqual({ drift: [], notOurs: [] });
  });
});

describe('the next release', () => {
  it('asks where a rename could be meant, and publish waits for the answer', async () => {
    sql('dev', `insert into "shop_customer" ("id", "name", "phone", "fax") values ('c1', 'Ada', '+1', '+2')`);
    const { phone, ...rest } = customerFields;
    const body = object('shop_customer', { ...rest, main_phone: phone ?? {} });
    await at.ok('stage', 'put', 'object', 'shop_customer', '--file', await write('customer.json', body));
    const { questions } = await at.ok('status');
    expect(questions).toEqual([
      expect.objectContaining({
        kind: 'rename',
        ref: 'object/shop_customer',
        from: 'phone',
        candidates: ['main_phone'],
      }),
    ]);
    expect(await at.fails(2, 'publish')).toMatchObject({ code: 'RENAME_UNRESOLVED' });
    expect(await at.fails(2, 'answer', questions[0].id)).toMatchObject({ code: 'USAGE_INVALID' });
    expect(await at.fails(2, 'answer', questions[0].id, '--rename-to', 'fax')).toMatchObject({
      kind: 'invalid',
    });
    expect(await at.ok('answer', questions[0].id, '--rename-to', 'main_phone')).toEqual({
      question: questions[0].id,
      answer: { renameTo: 'main_phone' },
    });
    expect((await at.ok('status')).questions).toEqual([]);
    expect(kinds(await at.ok('diff'))).toContain('rename_column');
  });

  it('renames an object with its referrers: stage rename, stage rename-field, stage delete', async () => {
    expect(await at.ok('stage', 'rename', 'object', 'shop_order', 'shop_sale')).toMatchObject({
      ref: 'object/shop_sale',
    });
    expect(await at.ok('stage', 'rename-field', 'shop_sale', 'total', 'amount')).toMatchObject({
      ref: 'object/shop_sale',
    });
    expect((await at.ok('status')).changes).toContainEqual(
      expect.objectContaining({ ref: 'object/shop_sale', op: 'rename', from: 'shop_order' }),
    );
    sql(
      'dev',
      `insert into "shop_order" ("id", "title", "customer", "total") values ('o1', 'Lamp', 'c1', 12.5)`,
    );
    const extra = object('shop_tag', { name: { type: 'text', label: 'Name' } });
    await at.ok('stage', 'put', 'object', 'shop_tag', '--file', await write('tag.json', extra));
    expect(await at.ok('stage', 'delete', 'object', 'shop_tag')).toMatchObject({ ref: 'object/shop_tag' });
  });

  it('preview shows the draft in development and keeps it open', async () => {
    const { environment, draft, status } = await at.ok('preview', '--env', 'dev');
    expect({ environment, status }).toEqual({ environment: 'dev', status: expect.any(String) });
    expect((await at.ok('status')).draft).toBe(draft);
    expect(sql('dev', 'select "amount" from "shop_sale"')).toEqual([{ amount: 12.5 }]);
    expect(await at.fails(6, 'preview', '--env', 'prod')).toMatchObject({
      code: 'ENVIRONMENT_TYPE_FORBIDDEN',
      kind: 'gated',
    });
  });

  it('publish --hold waits, activate makes it live, rows keep their values', async () => {
    const held = await at.ok('publish', '--env', 'dev', '--hold', '--version', '0.3.0');
    expect(held).toMatchObject({ semver: '0.3.0', state: 'applied' });
    const before = await at.ok('env', 'show', 'dev');
    expect(before.installations[0].version).not.toBe('0.3.0');
    const live = await at.ok('activate', '--env', 'dev');
    expect(live).toMatchObject({ semver: '0.3.0', checksum: held.checksum, activatedEnv: 'dev' });
    expect(sql('dev', 'select "id", "name", "main_phone" from "shop_customer"')).toEqual([
      { id: 'c1', name: 'Ada', main_phone: '+1' },
    ]);
    expect(sql('dev', 'select "id", "amount" from "shop_sale"')).toEqual([{ id: 'o1', amount: 12.5 }]);
    expect(await at.ok('drift', '--env', 'dev')).toEqual({ drift: [], notOurs: [] });
    expect(await at.fails(5, 'activate', '--env', 'dev')).toMatchObject({ code: 'RUN_STATE' });
  });
});

describe('promotion', () => {
  it('installs the same bytes elsewhere', async () => {
    const dry = await at.ok('promote', '0.1.0', '--to', 'staging', '--dry-run');
    expect(dry).toMatchObject({ dryRun: true });
    const { versions } = await at.ok('versions');
    const first = versions.find((one: Json) => one.version === '0.1.0');
    const result = await at.ok('promote', '0.1.0', '--to', 'staging');
    expect(result).toMatchObject({ semver: '0.1.0', checksum: first.checksum, activatedEnv: 'staging' });
    sql(
      'staging',
      `insert into "shop_customer" ("id", "name", "phone", "fax") values ('s1', 'Bob', '+3', '+4')`,
    );
    const next = await at.ok('promote', '0.3.0', '--to', 'staging');
    const dev = await at.ok('env', 'show', 'dev');
    expect(next.checksum).toBe(dev.installations[0].checksum);
    expect(sql('staging', 'select "main_phone" from "shop_customer"')).toEqual([{ main_phone: '+3' }]);
  });

  it('finalize, rollback --preview, rollback', async () => {
    expect(await at.ok('finalize', '--env', 'staging')).toMatchObject({
      semver: '0.3.0',
      activatedEnv: 'staging',
    });
    const preview = await at.ok('rollback', '--env', 'staging', '--to', '0.1.0', '--preview');
    expect(preview).toMatchObject({ lost: [], kept: expect.any(Array), restorable: expect.any(Array) });
    expect((await at.ok('env', 'show', 'staging')).installations[0].version).toBe('0.3.0');
    const back = await at.ok('rollback', '--env', 'staging', '--to', '0.1.0');
    expect(back).toMatchObject({ environment: 'staging', version: '0.1.0', surfaced: [] });
    expect(back.versionId).toBe((await at.ok('env', 'show', 'staging')).installations[0].versionId);
    expect(sql('staging', 'select "phone", "fax" from "shop_customer"')).toEqual([
      { phone: '+3', fax: '+4' },
    ]);
    expect(await at.ok('drift', '--env', 'staging')).toEqual({ drift: [], notOurs: [] });
  });

  it('to production takes force where data goes; rollback brings it back; purge removes it for good', async () => {
    await at.ok('promote', '0.3.0', '--to', 'prod', '--force');
    sql('prod', `insert into "shop_customer" ("id", "name", "fax") values ('p1', 'Cy', '+9')`);
    const { fax: _fax, phone, ...rest } = customerFields;
    const body = object('shop_customer', { ...rest, main_phone: phone ?? {} });
    await at.ok('stage', 'put', 'object', 'shop_customer', '--file', await write('customer.json', body));
    const plan = await at.ok('diff', '--env', 'prod', '--preflight');
    expect(plan.destructive).toBe(true);
    expect(plan.preflight).toEqual([expect.objectContaining({ check: 'rows_held', count: 1 })]);
    const published = await at.ok('publish', '--env', 'dev', '--bump', 'major');
    expect(published.followUps.map((run: Json) => run.kind)).toEqual(['finalize', 'purge']);
    const version = published.semver;
    expect(await at.fails(6, 'promote', version, '--to', 'prod')).toMatchObject({
      code: 'DESTRUCTIVE_BLOCKED',
    });
    await at.ok('promote', version, '--to', 'prod', '--force');
    await at.ok('finalize', '--env', 'prod');
    expect((await at.ok('env', 'show', 'prod')).held).toEqual([
      expect.objectContaining({ name: 'shop_customer.fax' }),
    ]);
    expect(await at.ok('rollback', '--env', 'prod', '--preview')).toMatchObject({
      restorable: [{ name: 'shop_customer.fax' }],
    });
    await at.ok('rollback', '--env', 'prod');
    expect(sql('prod', 'select "fax" from "shop_customer"')).toEqual([{ fax: '+9' }]);
    await at.ok('promote', version, '--to', 'prod', '--force');
    await at.ok('finalize', '--env', 'prod');
    expect(await at.fails(6, 'purge', '--env', 'prod')).toMatchObject({ code: 'HOLD_RETAINED' });
    expect(await at.ok('purge', '--env', 'prod', '--force')).toMatchObject({
      purged: ['shop_customer.fax'],
      kept: [],
    });
    expect(await at.ok('drift', '--env', 'prod')).toEqual({ drift: [], notOurs: [] });
  });

  it('deprecate stops new installs', async () => {
    expect(await at.ok('deprecate', '0.3.0')).toMatchObject({ version: '0.3.0', status: 'deprecated' });
    expect(await at.fails(6, 'promote', '0.3.0', '--to', 'qa')).toMatchObject({ code: 'VERSION_DEPRECATED' });
  });
});

describe('looking', () => {
  it('log counts every event, and goes on from any of them', async () => {
    const { events } = await at.ok('log');
    expect(events.map((event: Json) => event.seq)).toEqual(
      events.map((_: Json, position: number) => position + 1),
    );
    const ops = new Set(events.map((event: Json) => event.op));
    for (const op of ['environment.added', 'draft.opened', 'version.sealed', 'environment.activated'])
      expect(ops).toContain(op);
    const since = await at.ok('log', '--since', String(events.length - 2));
    expect(since.events).toEqual(events.slice(-2));
    expect(await at.fails(2, 'log', '--since', 'x')).toMatchObject({ code: 'USAGE_INVALID' });
  });

  it('artifact is what the spec calls one', async () => {
    const artifact = await at.ok('artifact', '--env', 'dev', '--out', 'app.json');
    expect(JSON.parse(await readFile(at.path('app.json'), 'utf8'))).toEqual(artifact);
    const { EnvironmentArtifactSchema } = await import('@objectstack/spec/cloud');
    expect(EnvironmentArtifactSchema.safeParse(artifact).error?.issues ?? []).toEqual([]);
    expect(artifact.metadata.objects.map((one: Json) => one.name).sort()).toEqual([
      'shop_customer',
      'shop_sale',
    ]);
  });

  it('drift names what somebody changed by hand', async () => {
    sql('dev', 'alter table "shop_customer" add column "by_hand" text');
    const { drift } = await at.ok('drift', '--env', 'dev');
    expect(drift).toEqual([
      expect.objectContaining({ kind: 'extra', table: 'shop_customer', column: 'by_hand', expected: null }),
    ]);
    expect(await at.ok('env', 'show', 'dev')).toMatchObject({ drifted: true });
  });

  it('run abandon, cancel and resume refuse a run that is over', async () => {
    const { runs } = await at.ok('run', 'list', '--env', 'dev');
    expect(await at.fails(5, 'run', 'abandon', runs[0].id)).toMatchObject({ code: 'RUN_STATE' });
    expect(await at.fails(5, 'run', 'cancel', runs[0].id)).toMatchObject({ code: 'RUN_STATE' });
    expect(await at.fails(2, 'run', 'cancel', runs[0].id, '--wait', 'x')).toMatchObject({
      code: 'USAGE_INVALID',
    });
    expect((await at.ok('run', 'resume', runs[0].id)).run).toMatchObject({
      id: runs[0].id,
      state: runs[0].state,
    });
  });

  it('prints words for people without --json, and none of them in colour', async () => {
    for (const args of [
      ['env', 'list'],
      ['status'],
      ['versions'],
      ['log'],
      ['run', 'list'],
      ['diff'],
      ['validate'],
      ['drift', '--env', 'dev'],
    ]) {
      const { code, stdout, stderr } = await mda(args, { cwd: at.cwd });
      expect([args, code, stderr]).toEqual([args, 0, '']);
      expect(stdout.length).toBeGreaterThan(0);
      expect(stdout).not.toContain('\u001b');
      expect(() => JSON.parse(stdout)).toThrow();
    }
  });
});
