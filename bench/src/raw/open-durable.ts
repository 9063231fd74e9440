/** Owns a raw SQLite connection that keeps what it acknowledges, as ours do. */
import Database from 'better-sqlite3';

export function openDurable(path: string): Database.Database {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}
