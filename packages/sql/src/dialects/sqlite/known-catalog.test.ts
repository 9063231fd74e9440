import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KnownCatalog } from './known-catalog.ts';

let folder: string;
let db: Database.Database;
let other: Database.Database;
let catalog: KnownCatalog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mda-catalog-'));
  const path = join(folder, 'env.db');
  db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE "a" ("id" text); CREATE TABLE "b" ("id" text)');
  other = new Database(path);
  catalog = new KnownCatalog(db);
});

afterEach(() => {
  other.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const columns = (table: string) => [...(catalog.read([table]).get(table)?.columns.keys() ?? [])];

describe('what is known of the catalog of SQLite', () => {
  it('is not read again while nothing changes', () => {
    const first = catalog.read(['a']);
    db.exec(`INSERT INTO "a" VALUES ('1')`);
    other.exec(`INSERT INTO "a" VALUES ('2')`);
    expect(catalog.read(['a'])).toBe(first);
    expect([...catalog.read(['b']).keys()]).toEqual(['b']);
  });

  it('ends with a change of this connection, and with one of another', () => {
    expect(columns('a')).toEqual(['id']);
    db.exec('ALTER TABLE "a" ADD COLUMN "mine" text');
    expect(columns('a')).toEqual(['id', 'mine']);
    other.exec('ALTER TABLE "a" ADD COLUMN "theirs" text');
    expect(columns('a')).toEqual(['id', 'mine', 'theirs']);
    other.exec('CREATE INDEX "by_id" ON "a" ("id")');
    expect([...(catalog.read(['a']).get('a')?.indexes.keys() ?? [])]).toEqual(['by_id']);
  });

  it('is nothing that was rolled back, though another change gets the same number', () => {
    db.exec('BEGIN; ALTER TABLE "a" ADD COLUMN "never" text');
    expect(columns('a')).toEqual(['id', 'never']);
    db.exec('ROLLBACK');
    db.exec('ALTER TABLE "a" ADD COLUMN "then" text');
    expect(columns('a')).toEqual(['id', 'then']);
  });
});
