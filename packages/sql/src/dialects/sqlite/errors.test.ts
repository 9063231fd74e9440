import { AuthoringError } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { isSqliteDuplicate, toAuthoringError } from './errors.ts';

const codes = {
  SQLITE_BUSY: 'LOCK_TIMEOUT',
  SQLITE_BUSY_SNAPSHOT: 'LOCK_TIMEOUT',
  SQLITE_LOCKED: 'LOCK_TIMEOUT',
  SQLITE_FULL: 'DISK_FULL',
  SQLITE_CANTOPEN: 'DATABASE_UNAVAILABLE',
  SQLITE_NOTADB: 'DATABASE_UNAVAILABLE',
  SQLITE_CORRUPT: 'DATABASE_UNAVAILABLE',
  SQLITE_IOERR_WRITE: 'DATABASE_UNAVAILABLE',
  SQLITE_READONLY: 'DATABASE_UNAVAILABLE',
  SQLITE_ERROR: 'STATEMENT_FAILED',
  SQLITE_CONSTRAINT_UNIQUE: 'STATEMENT_FAILED',
};

for (const [code, expected] of Object.entries(codes)) {
  it(`${code} is ${expected}, and tells neither SQL nor path`, () => {
    const original = new Database.SqliteError('near "secret_table": /srv/control.db', code);
    const mapped = toAuthoringError(original);
    expect(mapped.code).toBe(expected);
    expect(mapped.cause).toBe(original);
    expect(mapped.details).toEqual({ code });
    expect(`${mapped.message} ${mapped.suggestion}`).not.toMatch(/secret|srv/);
  });
}

it('passes our own errors through and takes anything else for a defect', () => {
  const own = new AuthoringError('NAME_TAKEN', 'taken');
  expect(toAuthoringError(own)).toBe(own);
  for (const other of [new TypeError('x'), 'text', null])
    expect(toAuthoringError(other).code).toBe('STATEMENT_FAILED');
});

it('knows what really comes out of SQLite: a duplicate, and a full disk', () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE "t" ("a" TEXT PRIMARY KEY, "b" TEXT UNIQUE)');
  db.exec(`INSERT INTO "t" VALUES ('1', '1')`);
  const thrown = (sql: string): unknown => {
    try {
      db.exec(sql);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(isSqliteDuplicate(thrown(`INSERT INTO "t" VALUES ('1', '2')`))).toBe(true);
  expect(isSqliteDuplicate(thrown(`INSERT INTO "t" VALUES ('2', '1')`))).toBe(true);
  expect(isSqliteDuplicate(thrown('SELECT * FROM "nothing"'))).toBe(false);
  db.pragma('max_page_count = 4');
  const full = thrown(`INSERT INTO "t" VALUES ('3', '${'x'.repeat(100_000)}')`);
  expect(toAuthoringError(full).code).toBe('DISK_FULL');
  db.close();
});
