/**
 * Owns opening a SQLite file as a control plane: WAL, and synchronous=FULL on every connection, because SQLite itself
 * comes back with NORMAL in WAL mode and could forget acknowledged edits at a power loss (F1).
 */
import { randomUUID } from 'node:crypto';
import { AuthoringError } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import type { StatementObserver } from '../../statement-observer.ts';
import { toAuthoringError } from './errors.ts';
import { observedDatabase } from './observed-database.ts';

/** SQLite waits on the event loop's thread: keep it short and come back instead. */
const busyTimeoutMs = 5;
/** The driver's default of 16 MB fills up with bodies that are read once. */
const cacheKib = 4_000;
/** While opening there is nobody yet whom a wait could hold up. */
const openBusyTimeoutMs = 5_000;

/** @throws DATABASE_UNAVAILABLE, DURABILITY_UNSAFE, LOCK_TIMEOUT */
export function openConnection(
  path: string,
  use: 'write' | 'read',
  observer?: StatementObserver,
): Database.Database {
  let db: Database.Database;
  try {
    db = new Database(path, { timeout: openBusyTimeoutMs });
  } catch (cause) {
    throw new AuthoringError('DATABASE_UNAVAILABLE', 'the control plane file cannot be opened', {
      suggestion: 'check that its folder exists and may be written by this user',
      cause,
    });
  }
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    // On macOS fsync alone does not reach the platter; elsewhere this changes nothing.
    db.pragma('fullfsync = ON');
    db.pragma(`cache_size = ${-cacheKib}`);
    if (use === 'read') db.pragma('query_only = ON');
    assertDurable(db);
    const connection = randomUUID();
    db.function('mda_connection', { deterministic: true }, () => connection);
    if (use === 'write') db.pragma(`busy_timeout = ${busyTimeoutMs}`);
    return observedDatabase(db, 'control', observer);
  } catch (error) {
    db.close();
    throw toAuthoringError(error);
  }
}

function assertDurable(db: Database.Database): void {
  const journal = db.pragma('journal_mode', { simple: true });
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (journal === 'wal' && synchronous >= 2) return;
  throw new AuthoringError('DURABILITY_UNSAFE', 'the control plane file does not keep what it acknowledges', {
    details: { journal_mode: journal, synchronous },
    suggestion:
      'keep it on a local disk whose filesystem supports SQLite WAL, not in memory or on a network share',
  });
}
