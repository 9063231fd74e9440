/**
 * Owns making and dropping a SQLite file as the copy of another one. It grows under a name of its own, gets its mark, and is
 * then renamed: under its final name it always carries the mark.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Sampled } from '@objectstack/metadata-authoring';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { type Copied, databaseExists, type EngineProvision, notOurs } from '../../environment/provision.ts';
import { sampleRows } from '../../environment/sample-rows.ts';
import { toAuthoringError } from './errors.ts';
import { sampleTables, sqliteSampleAccess } from './sample-access.ts';

const SCHEME = /^sqlite:(?:\/\/)?/;
const LOCK_WAIT_MS = 5_000;

/** What belongs to a file beside it. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** In the order in which one may need another. Tables that a virtual one keeps for itself come with that. */
const schemaOf = (type: string) => `SELECT "sql" FROM sqlite_schema
  WHERE "type" ${type} AND "sql" IS NOT NULL AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND "name" NOT IN (SELECT "name" FROM pragma_table_list WHERE "schema" = 'main' AND "type" = 'shadow')
  ORDER BY CASE "type" WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid`;

export const sqliteProvision: EngineProvision = {
  async make(sourceUrl, url, copied, mark) {
    const path = pathOf(url);
    const building = buildingOf(path);
    if (existsSync(path) || existsSync(building)) throw databaseExists(basename(path));
    let sampled: Sampled | null = null;
    try {
      const source = openSource(pathOf(sourceUrl));
      try {
        // One statement, one snapshot: whoever writes meanwhile is not held up, and is in the copy whole or not at all.
        if (copied === 'full') source.prepare('VACUUM INTO ?').run(building);
        else sampled = await copySome(source, building, copied);
      } finally {
        source.close();
      }
      await mark.write(`sqlite:${building}`);
      renameSync(building, path);
      remove(building);
      return { form: 'whole', ...(sampled ? { sampled } : {}) };
    } catch (error) {
      remove(building);
      throw error;
    }
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

/** A file that is not there yet reads as an empty database, as it does for a run. */
function openSource(path: string): Database {
  const isThere = existsSync(path) || !existsSync(dirname(path));
  return new SqliteDatabase(isThere ? path : ':memory:', { fileMustExist: isThere, timeout: LOCK_WAIT_MS });
}

/** Rows come before what watches over them: they went through that once. */
async function copySome(
  source: Database,
  building: string,
  copied: Exclude<Copied, 'full'>,
): Promise<Sampled | null> {
  const copy = new SqliteDatabase(building);
  try {
    source.exec('BEGIN');
    copy.pragma('foreign_keys = OFF');
    copy.exec('BEGIN');
    for (const sql of source.prepare(schemaOf("= 'table'")).pluck().all() as string[]) copy.exec(sql);
    const sampled =
      copied === 'none'
        ? null
        : await sampleRows(sqliteSampleAccess(source, copy), sampleTables(source), copied, randomUUID());
    for (const sql of source.prepare(schemaOf("<> 'table'")).pluck().all() as string[]) copy.exec(sql);
    copy.exec('COMMIT');
    source.exec('COMMIT');
    return sampled;
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
