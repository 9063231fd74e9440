/** Owns raw DDL on SQLite: every statement in one durable transaction of a new file. */
import type Database from 'better-sqlite3';
import { openDurable } from './open-durable.ts';

/** @returns the connection: closing it is nobody's cost here */
export function runAtOnce(path: string, statements: readonly string[]): Database.Database {
  const db = openDurable(path);
  db.exec('BEGIN IMMEDIATE');
  for (const statement of statements) db.exec(statement);
  db.exec('COMMIT');
  return db;
}
