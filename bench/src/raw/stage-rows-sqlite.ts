/** Owns writing the rows of a staged edit straight to SQLite: WAL, synchronous=FULL, prepared once. */
import type Database from 'better-sqlite3';
import { openDurable } from './open-durable.ts';
import { BUMP_DRAFT, numbers, prepareRows, type StageRows, type Values } from './stage-rows.ts';

export async function sqliteStageRows(path: string): Promise<StageRows> {
  const db: Database.Database = openDurable(path);
  const rows = await prepareRows(
    (sql) => db.prepare(sql).get() as Values | undefined,
    () => '?',
  );
  const statements = rows.map((row) => ({ row, statement: db.prepare(row.sql) }));
  const bump = db.prepare(BUMP_DRAFT);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const next = numbers();
  return {
    write(edit) {
      const n = next();
      begin.run();
      for (const { row, statement } of statements) statement.run(row.bind(edit, n));
      bump.run();
      commit.run();
    },
    close: () => void db.close(),
  };
}
