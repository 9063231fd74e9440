import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { digest } from './digest.ts';

let bench: TestService;
let checksum: string;
let versionId: string;
beforeEach(async () => {
  bench = await testService();
  await bench.environment('dev');
  await bench.environment('next', 'staging');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  const first = await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), {
    targetEnv: 'dev',
  });
  checksum = first.checksum;
  versionId = first.packageVersionId;
});
afterEach(() => bench.dispose());

const draft = () => bench.service.openDraft(SCOPE, SHOP);
async function stageFax(): Promise<void> {
  const item = object('shop_customer', { ...customerFields(), fax: text('Fax') });
  await bench.service.stage(SCOPE, {
    op: 'put',
    type: 'object',
    name: 'shop_customer',
    item,
    draft: await draft(),
  });
}
const publish = async () => bench.service.publish(SCOPE, await draft(), { targetEnv: 'dev' });
const active = async (name = 'dev') =>
  (await bench.service.environment(SCOPE, name)).installations[0]?.version;

function onDatabase<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

describe('an environment whose database is not as it should be', () => {
  it('missing: DATABASE_UNAVAILABLE, and the old version stays active', async () => {
    await bench.service.addEnvironment(SCOPE, {
      name: 'gone',
      type: 'test',
      databaseUrl: `sqlite:${join(bench.folder, 'no', 'such', 'folder.db')}`,
    });
    await expect(bench.service.promote(SCOPE, versionId, { targetEnv: 'gone' })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    await bench.service.addEnvironment(SCOPE, {
      name: 'refused',
      type: 'test',
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    });
    await expect(bench.service.promote(SCOPE, versionId, { targetEnv: 'refused' })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(await active()).toBe('1.0.0');
  });

  it('no database at all: a folder, or a file of something else', async () => {
    mkdirSync(join(bench.folder, 'folder.db'));
    writeFileSync(
      join(bench.folder, 'text.db'),
      'this is no database, and it is longer than a header of one hundred bytes would be, by far',
    );
    for (const name of ['folder', 'text']) {
      await bench.service.addEnvironment(SCOPE, {
        name,
        type: 'test',
        databaseUrl: `sqlite:${join(bench.folder, `${name}.db`)}`,
      });
      await expect(bench.service.promote(SCOPE, versionId, { targetEnv: name })).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
      });
    }
  });

  it('locked by somebody who does not let go: a busy error, nothing changed, and it works afterwards', async () => {
    await stageFax();
    const tables = digest(bench, ['dev']);
    const other = new Database(bench.databaseOf('dev'));
    other.exec('BEGIN EXCLUSIVE');
    try {
      await expect(publish()).rejects.toMatchObject({ kind: 'busy' });
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
    expect(digest(bench, ['dev'])).toBe(tables);
    expect(await active()).toBe('1.0.0');
    expect((await publish()).semver).toBe('1.1.0');
  });

  it('drifted: SCHEMA_DRIFT names table and column; extra things that nobody wants are left alone', async () => {
    await stageFax();
    onDatabase(bench.databaseOf('dev'), (db) =>
      db.exec('ALTER TABLE shop_customer ADD COLUMN theirs TEXT; CREATE TABLE theirs (id TEXT)'),
    );
    expect((await publish()).semver).toBe('1.1.0');
    onDatabase(bench.databaseOf('dev'), (db) => {
      expect(
        db
          .prepare("SELECT count(*) FROM pragma_table_info('shop_customer') WHERE name = 'theirs'")
          .pluck()
          .get(),
      ).toBe(1);
      db.exec('ALTER TABLE shop_customer RENAME COLUMN phone TO telephone');
    });
    const item = object('shop_customer', { ...customerFields(), fax: text('Fax'), telex: text('Telex') });
    await bench.service.stage(SCOPE, {
      op: 'put',
      type: 'object',
      name: 'shop_customer',
      item,
      draft: await draft(),
    });
    await expect(publish()).rejects.toMatchObject({
      code: 'SCHEMA_DRIFT',
      message: expect.stringContaining('shop_customer.phone'),
      details: {
        drift: expect.arrayContaining([
          expect.objectContaining({ kind: 'missing', table: 'shop_customer', column: 'phone' }),
        ]),
      },
    });
  });

  it('emptied behind our back: SCHEMA_DRIFT names the table', async () => {
    await stageFax();
    rmSync(bench.databaseOf('dev'));
    rmSync(`${bench.databaseOf('dev')}-wal`, { force: true });
    rmSync(`${bench.databaseOf('dev')}-shm`, { force: true });
    await expect(publish()).rejects.toMatchObject({
      code: expect.stringMatching(/SCHEMA_DRIFT|DATABASE_UNAVAILABLE/),
    });
    expect(await active()).toBe('1.0.0');
  });
});

describe('I-09: sealed bytes', () => {
  it('cannot be updated, and a flipped byte is CHECKSUM_MISMATCH wherever they are used', async () => {
    await stageFax();
    const second = await publish();
    const control = join(bench.folder, 'control.db');
    const flip =
      "UPDATE sys_package_version SET manifest_json = replace(manifest_json, 'Phone', 'Phony') WHERE id = ?";
    expect(() => onDatabase(control, (db) => db.prepare(flip).run(versionId))).toThrow();
    onDatabase(control, (db) => {
      const triggers = db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sys_package_version'")
        .pluck()
        .all() as string[];
      expect(triggers.length).toBeGreaterThan(0);
      for (const trigger of triggers) db.exec(`DROP TRIGGER "${trigger}"`);
      db.prepare(flip).run(versionId);
    });
    const broken = { code: 'CHECKSUM_MISMATCH', details: { expected: checksum } };
    await expect(bench.service.promote(SCOPE, versionId, { targetEnv: 'next' })).rejects.toMatchObject(
      broken,
    );
    await expect(
      bench.service.rollback(SCOPE, { targetEnv: 'dev', toVersionId: versionId }),
    ).rejects.toMatchObject(broken);
    await expect(bench.service.exportVersion(SCOPE, SHOP, versionId)).rejects.toMatchObject(broken);
    expect(await active()).toBe(second.semver);
    const nowhere = { code: 'USAGE_INVALID', message: "environment 'next' runs nothing yet" };
    await expect(bench.service.rollback(SCOPE, { targetEnv: 'next' })).rejects.toMatchObject(nowhere);
  });
});
