/**
 * Owns making and dropping a SQLite file as the copy of another one. It grows under a name of its own, gets its mark, and is
 * then renamed: under its final name it always carries the mark.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { databaseExists, type EngineProvision, notOurs } from '../../environment/provision.ts';
import { toAuthoringError } from './errors.ts';

const SCHEME = /^sqlite:(?:\/\/)?/;
const LOCK_WAIT_MS = 5_000;

/** What belongs to a file beside it. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** In the order in which one may need another. */
const SCHEMA = `SELECT "sql" FROM sqlite_schema
  WHERE "sql" IS NOT NULL AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  ORDER BY CASE "type" WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid`;

export const sqliteProvision: EngineProvision = {
  async make(sourceUrl, url, data, mark) {
    const path = pathOf(url);
    const building = buildingOf(path);
    if (existsSync(path) || existsSync(building)) throw databaseExists(basename(path));
    try {
      const source = new SqliteDatabase(pathOf(sourceUrl), { timeout: LOCK_WAIT_MS });
      try {
        // One statement, one snapshot: whoever writes meanwhile is not held up, and is in the copy whole or not at all.
        if (data === 'full') source.prepare('VACUUM INTO ?').run(building);
        else copySchema(source, building);
      } finally {
        source.close();
      }
      await mark.write(`sqlite:${building}`);
      renameSync(building, path);
      remove(building);
    } catch (error) {
      remove(building);
      throw error;
    }
    return 'whole';
  },

  async drop(url, environmentId, mark) {
    const path = pathOf(url);
    if (existsSync(path)) {
      const found = await mark.read(url);
      if (found !== environmentId) throw notOurs(basename(path), found);
    }
    remove(path);
    remove(buildingOf(path));
  },

  errorOf: toAuthoringError,
};

function copySchema(source: Database, building: string): void {
  const copy = new SqliteDatabase(building);
  try {
    copy.exec('BEGIN');
    for (const sql of source.prepare(SCHEMA).pluck().all() as string[]) copy.exec(sql);
    copy.exec('COMMIT');
  } finally {
    copy.close();
  }
}

function remove(path: string): void {
  for (const end of ['', ...COMPANIONS]) rmSync(path + end, { force: true });
}

function buildingOf(path: string): string {
  return `${path}.making`;
}

function pathOf(url: string): string {
  return url.replace(SCHEME, '');
}
