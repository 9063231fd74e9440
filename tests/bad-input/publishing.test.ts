// What a publish refuses before it touches anything: the set, the plan, the caller's picture, the environment.
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { app, edit, stackOf } from '../faults/support/app.ts';
import { importApp } from '../faults/support/scenarios.ts';
import { copyOf, startProcess } from '../faults/support/world.ts';
import { bytesOf, type Desk, environment, openDesk, PACKAGE, problemsOf, refused, scope } from './support.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const targetEnv = environment;
const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });
const attempt = async (options: object = {}) =>
  desk.service.publish(scope, await desk.draft(), { targetEnv, ...options });
const sql = (statement: string) => {
  const db = new Database(desk.world.database(environment));
  try {
    db.exec(statement);
  } finally {
    db.close();
  }
};

/** A refusal may leave the record of its run, and that run at rest. */
async function refusedRun(code: string, run: () => Promise<unknown> = attempt) {
  const error = await refused(desk, code, run, { runs: 'ignore' });
  const open = (await desk.service.runs(scope)).filter(
    ({ state }) => !['finished', 'committed', 'refused', 'failed_clean'].includes(state),
  );
  expect(open.map(({ state, failure }) => [state, failure?.code])).toEqual([]);
  return error;
}

describe('the draft', () => {
  it('holds nothing', async () => {
    await refusedRun('NOTHING_TO_PUBLISH');
  });

  it('has a lookup to nothing', async () => {
    await importApp(
      desk.process,
      stackOf(
        edit(app, 'shop_order', { maker: { type: 'lookup', label: 'Maker', reference: 'shop_maker' } }),
      ),
    );
    const error = await refusedRun('SET_INVALID');
    expect(problemsOf(error)).toMatchObject([
      { code: 'REFERENCE_DANGLING', ref: 'object/shop_order', path: expect.stringContaining('maker') },
    ]);
  });

  it('has an open question', async () => {
    const stack = stackOf(
      edit(app, 'shop_customer', { phone: null, telephone: { type: 'phone', label: 'Phone' } }),
    );
    await desk.service.importStack(scope, { stack, prune: true });
    const error = await refusedRun('RENAME_UNRESOLVED');
    expect(error.details.questions).toMatchObject([
      { ref: 'object/shop_customer', from: 'phone', candidates: ['telephone'] },
    ]);
  });

  it('changed since its plan was shown (I-34)', async () => {
    await importApp(desk.process, stackOf(wider));
    const { plan } = await desk.service.diff(scope, await desk.draft(), { targetEnv });
    const more = edit(wider, 'shop_order', { note: { type: 'textarea', label: 'Note' } });
    await importApp(desk.process, stackOf(more));
    const error = await refusedRun('PLAN_STALE', () => attempt({ expectPlanHash: plan.planHash }));
    expect(error.details).toMatchObject({ expected: plan.planHash });
    const again = await desk.service.diff(scope, await desk.draft(), { targetEnv });
    await attempt({ expectPlanHash: again.plan.planHash });
  });

  it('was sealed meanwhile', async () => {
    await importApp(desk.process, stackOf(wider));
    const draft = await desk.draft();
    await attempt();
    await refusedRun('DRAFT_SEALED', () => desk.service.publish(scope, draft, { targetEnv }));
    await refused(desk, 'DRAFT_SEALED', () => desk.service.discard(scope, draft));
  });

  it('asks for a version that is no version, or is taken', async () => {
    await importApp(desk.process, stackOf(wider));
    await refusedRun('VERSION_INVALID', () => attempt({ version: 'one' }));
    await refusedRun('VERSION_INVALID', () => attempt({ version: '0.0.0-preview.1' }));
    await refusedRun('VERSION_EXISTS', () => attempt({ version: '0.1.0' }));
  });

  it('has more columns than the engine holds: refused before any DDL', async () => {
    const fields = Object.fromEntries(
      Array.from({ length: 2_001 }, (_, n) => [`field_${n}`, { type: 'text', label: `F${n}` }]),
    );
    await importApp(desk.process, stackOf({ ...app, shop_wide: { fields } }));
    const error = await refusedRun('ENGINE_LIMIT');
    expect(error.message).toContain('shop_wide');
    await refused(desk, 'ENGINE_LIMIT', async () =>
      desk.service.diff(scope, await desk.draft(), { targetEnv }),
    );
  });

  it('asks for what the rows do not allow: counted and named before any DDL', async () => {
    sql("UPDATE shop_customer SET code = 'same'");
    await importApp(
      desk.process,
      stackOf(
        edit(app, 'shop_customer', {
          code: { type: 'text', label: 'Code', maxLength: 20, unique: 'global' },
        }),
      ),
    );
    const error = await refusedRun('PREFLIGHT_FAILED');
    expect(error.details.findings).toMatchObject([
      { check: 'duplicates', severity: 'blocks', table: 'shop_customer', groups: 1 },
    ]);
  });

  it('would lose data in production', async () => {
    await desk.service.addEnvironment(scope, {
      name: 'prod',
      type: 'production',
      databaseUrl: 'sqlite:prod.db',
    });
    const [version] = await desk.service.versions(scope, PACKAGE);
    await desk.service.promote(scope, version?.id as string, { targetEnv: 'prod' });
    await importApp(desk.process, stackOf(edit(app, 'shop_customer', { fax: null })));
    const error = await refusedRun('DESTRUCTIVE_BLOCKED', () => attempt({ targetEnv: 'prod' }));
    expect(error.message).toContain('shop_customer.fax');
    await refusedRun('ENVIRONMENT_TYPE_FORBIDDEN', async () =>
      desk.service.preview(scope, await desk.draft(), { targetEnv: 'prod' }),
    );
  });
});

describe('the database of the environment', () => {
  beforeEach(() =>
    importApp(
      desk.process,
      stackOf({ ...wider, shop_note: { fields: { text: { type: 'text', label: 'Text' } } } }),
    ),
  );

  it('is a folder (I-46)', async () => {
    const { folder } = desk.world;
    const away = `${folder}-away`;
    mkdirSync(away);
    renameSync(desk.world.database(environment), `${away}/env.db`);
    mkdirSync(desk.world.database(environment));
    await refused(desk, 'DATABASE_UNAVAILABLE', attempt, { unreadable: true });
    await refused(desk, 'DATABASE_UNAVAILABLE', () => desk.service.drift(scope, environment), {
      unreadable: true,
    });
    rmSync(desk.world.database(environment), { recursive: true });
    renameSync(`${away}/env.db`, desk.world.database(environment));
    rmSync(away, { recursive: true });
    await attempt();
  });

  it('is gone, and an empty one would take its place', async () => {
    const away = `${desk.world.folder}/env.away`;
    const before = bytesOf(desk.world.database(environment));
    renameSync(desk.world.database(environment), away);
    const error = await refused(desk, 'SCHEMA_DRIFT', attempt, { unreadable: true });
    expect(error.message).toMatch(/env/);
    expect(bytesOf(away)).toBe(before);
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(`${desk.world.database(environment)}${suffix}`, { force: true });
    renameSync(away, desk.world.database(environment));
    await attempt();
    expect(await desk.service.drift(scope, environment)).toEqual([]);
  });

  it("is another environment's", async () => {
    await desk.service.addEnvironment(scope, {
      name: 'other',
      type: 'staging',
      databaseUrl: 'sqlite:other.db',
    });
    const [version] = await desk.service.versions(scope, PACKAGE);
    await desk.service.promote(scope, version?.id as string, { targetEnv: 'other' });
    const away = `${desk.world.folder}/env.away`;
    renameSync(desk.world.database(environment), away);
    renameSync(desk.world.database('other'), desk.world.database(environment));
    await refused(desk, 'SCHEMA_DRIFT', attempt, { runs: 'ignore' });
    renameSync(desk.world.database(environment), desk.world.database('other'));
    renameSync(away, desk.world.database(environment));
    await attempt();
  });

  it('is no database (I-46)', async () => {
    const away = `${desk.world.folder}/env.away`;
    renameSync(desk.world.database(environment), away);
    writeFileSync(desk.world.database(environment), 'this is a text file, not a database. '.repeat(40));
    await refused(desk, 'DATABASE_UNAVAILABLE', attempt, { unreadable: true });
    renameSync(away, desk.world.database(environment));
    await attempt();
  });

  it('is locked by another writer (I-46)', async () => {
    const holder = new Database(desk.world.database(environment));
    holder.exec('BEGIN EXCLUSIVE');
    const error = await refused(desk, 'ENVIRONMENT_LOCKED', attempt, { runs: 'ignore', unreadable: true });
    expect(error.retryable).toBe(true);
    holder.exec('ROLLBACK');
    holder.close();
    await attempt();
    expect(await desk.service.drift(scope, environment)).toEqual([]);
  });

  it.each([
    ['a column is gone', 'ALTER TABLE shop_customer DROP COLUMN phone', 'missing', 'phone'],
    [
      'a column has another type',
      'ALTER TABLE shop_customer DROP COLUMN score; ALTER TABLE shop_customer ADD COLUMN score integer NOT NULL DEFAULT 5',
      'changed',
      'score',
    ],
    ['the new column is there already', 'ALTER TABLE shop_customer ADD COLUMN email text', 'extra', 'email'],
  ])('has drifted (I-34, I-35): %s', async (_what, statement, kind, column) => {
    sql(statement);
    const error = await refusedRun('SCHEMA_DRIFT');
    expect(error.message).toContain(`shop_customer.${column}`);
    expect(error.details.drift).toContainEqual(
      expect.objectContaining({ kind, table: 'shop_customer', column }),
    );
    expect(await desk.service.drift(scope, environment)).toContainEqual(
      expect.objectContaining({ kind, table: 'shop_customer', column }),
    );
  });

  it('has a table of the new name already', async () => {
    sql('CREATE TABLE shop_note (id TEXT)');
    const error = await refusedRun('SCHEMA_DRIFT');
    expect(error.message).toContain('shop_note');
  });

  it('is full while its tables change: they are as before, and the same publish goes through later', async () => {
    for (const mark of ['first_ddl', 'target_commit'] as const) {
      const counting = await statementsUntil(mark);
      const full = await startProcess(desk.world, {
        owner: 'full',
        plan: { at: counting, mode: { code: 'SQLITE_FULL' } },
      });
      const draft = await full.service.openDraft(scope, PACKAGE);
      const error = await refused(
        desk,
        'DISK_FULL',
        () => full.service.publish(scope, draft, { targetEnv }),
        { runs: 'ignore' },
      );
      expect(error.retryable).toBe(true);
      const [run] = await full.service.runs(scope);
      expect(run).toMatchObject({ state: 'failed_clean', failure: { code: 'DISK_FULL' } });
      expect(full.statements.fired?.marks).toContain(mark);
      await full.close();
    }
    await attempt();
  });
});

/** Number of the statement of a publish that first meets the mark, learnt on a copy. */
async function statementsUntil(mark: 'first_ddl' | 'target_commit'): Promise<number> {
  await desk.process.close();
  const copy = await copyOf(desk.world);
  desk = { ...desk, ...(await reopened()) };
  const process = await startProcess(copy, { owner: 'counter' });
  await process.service.publish(scope, await process.service.openDraft(scope, PACKAGE), { targetEnv });
  const ddl = process.statements.seen.find(({ marks }) => marks.includes('first_ddl'));
  const found = process.statements.seen.find(({ marks, n }) => marks.includes(mark) && n >= (ddl?.n ?? 0));
  await process.close();
  copy.dispose();
  return found?.n as number;
}

async function reopened() {
  const process = await startProcess(desk.world, { owner: 'maker' });
  return {
    process,
    service: process.service,
    draft: () => process.service.openDraft(scope, PACKAGE),
    async close() {
      await process.close();
      desk.world.dispose();
    },
  };
}

describe('a database whose tables are not ours to change', () => {
  it('is never written to: not by a publish that fits, nor by one that does not', async () => {
    const { service } = desk;
    const [version] = await service.versions(scope, PACKAGE);
    const id = version?.id as string;
    const theirs = desk.world.database('theirs');
    copyFileSync(desk.world.database(environment), theirs);
    const db = new Database(theirs);
    db.exec('DROP TABLE _authoring_env');
    const before = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
    const databaseUrl = 'sqlite:theirs.db';
    await service.addEnvironment(scope, {
      name: 'theirs',
      type: 'staging',
      databaseUrl,
      schemaMode: 'external',
    });
    await service.promote(scope, id, { targetEnv: 'theirs' });
    expect((await service.environment(scope, 'theirs')).installations).toMatchObject([{ versionId: id }]);
    await importApp(desk.process, stackOf(wider));
    const error = await refusedRun('SCHEMA_DRIFT', () => attempt({ targetEnv: 'theirs' }));
    expect(error.message).toContain('shop_customer.email');
    expect(db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all()).toEqual(before);
    db.close();
  });
});

describe('sealed bytes that somebody changed (I-09, I-36)', () => {
  it('are refused by promote, rollback, export and artifact, and serve nobody', async () => {
    await importApp(desk.process, stackOf(wider));
    await attempt();
    await desk.service.addEnvironment(scope, {
      name: 'next',
      type: 'staging',
      databaseUrl: 'sqlite:next.db',
    });
    const versions = await desk.service.versions(scope, PACKAGE);
    const [newer, older] = versions;
    const db = new Database(desk.world.control());
    const triggers = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'sys_package_version'")
      .pluck()
      .all() as string[];
    expect(triggers.length).toBeGreaterThan(0);
    const tamper = db.prepare(
      'UPDATE sys_package_version SET manifest_json = replace(manifest_json, ?, ?) WHERE status = ?',
    );
    const change = () => tamper.run('"Phone"', '"Fones"', 'published');
    expect(change, 'the trigger refuses').toThrow(/seal/i);
    for (const name of triggers) db.exec(`DROP TRIGGER "${name}"`);
    expect(change().changes).toBe(2);
    db.close();
    const fresh = await startProcess(desk.world);
    const mismatch = (run: () => Promise<unknown>) =>
      refused(desk, 'CHECKSUM_MISMATCH', run, { runs: 'ignore' });
    await mismatch(() => fresh.service.promote(scope, newer?.id as string, { targetEnv: 'next' }));
    await mismatch(() =>
      fresh.service.promote(scope, newer?.id as string, { targetEnv: 'next', dryRun: true }),
    );
    await mismatch(() => fresh.service.rollback(scope, { targetEnv, toVersionId: older?.id as string }));
    await mismatch(() =>
      fresh.service.rollbackPreview(scope, { targetEnv, toVersionId: older?.id as string }),
    );
    await mismatch(() => fresh.service.exportVersion(scope, PACKAGE));
    await mismatch(() => fresh.service.artifact(scope, targetEnv));
    await fresh.close();
  });
});
