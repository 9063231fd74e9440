/** Owns raw DDL on SQLite: every statement in one durable transaction of a new file. */
import { openDurable } from './open-durable.ts';

export function runAtOnce(path: string, statements: readonly string[]): void {
  const db = openDurable(path);
  db.exec('BEGIN IMMEDIATE');
  for (const statement of statements) db.exec(statement);
  db.exec('COMMIT');
  db.close();
}
