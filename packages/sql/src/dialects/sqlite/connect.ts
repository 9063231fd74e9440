/**
 * Owns opening an environment's SQLite file: durable, and refused with a reason otherwise. One that is not there reads as
 * an empty database, and is made by the first run that works on it: whoever only looks leaves nothing behind.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AuthoringError, type EnvironmentRow } from '@objectstack/metadata-authoring';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { SessionOptions } from '../../environment/dialect.ts';
import { sqliteCode, toAuthoringError } from './errors.ts';
import { observedDatabase } from './observed-database.ts';
import { SqliteSession } from './session.ts';

const SCHEME = /^sqlite:(?:\/\/)?/;
const MEMORY = ':memory:';

export async function connect(environment: EnvironmentRow, options: SessionOptions): Promise<SqliteSession> {
  const path = environment.databaseUrl.replace(SCHEME, '');
  const refuse = (reason: string, suggestion: string, cause?: unknown) =>
    new AuthoringError(
      'DATABASE_UNAVAILABLE',
      `the database of environment '${environment.name}' ${reason}`,
      {
        details: { environment: environment.name },
        suggestion,
        ...(cause === undefined ? {} : { cause }),
      },
    );
  if (path !== MEMORY) {
    if (!existsSync(dirname(resolve(path))))
      throw refuse(
        'lies in a folder that does not exist',
        'create the folder, or correct the URL of the environment',
      );
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw refuse('is a folder', 'let the URL of the environment name a file');
  }
  const opened = (at: string): Database => {
    let db: Database | undefined;
    try {
      db = new SqliteDatabase(at, { timeout: options.lockTimeoutMs });
      makeDurable(db);
      return observedDatabase(db, 'target', options.observer);
    } catch (error) {
      db?.close();
      if (sqliteCode(error)?.startsWith('SQLITE_BUSY'))
        throw refuse(
          'is locked by another process',
          'end what holds the file exclusively, then try again',
          error,
        );
      throw toAuthoringError(error);
    }
  };
  const isThere = path === MEMORY || existsSync(path);
  return isThere ? new SqliteSession(opened(path)) : new SqliteSession(opened(MEMORY), () => opened(path));
}

/**
 * An acknowledged change must survive power loss: the library would open a WAL database with synchronous=NORMAL.
 * Foreign keys are off, because copying a table drops the old one; they are checked before each commit.
 * @throws DURABILITY_UNSAFE
 */
export function makeDurable(db: Database): void {
  const journal = String(db.pragma('journal_mode = WAL', { simple: true }));
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = OFF');
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (synchronous < 2 || (!db.memory && (journal === 'off' || journal === 'memory')))
    throw new AuthoringError(
      'DURABILITY_UNSAFE',
      `the database runs with journal ${journal}, synchronous ${synchronous}`,
      {
        details: { journal, synchronous },
        suggestion: 'keep the file on a disk that can hold a write-ahead log',
      },
    );
}
