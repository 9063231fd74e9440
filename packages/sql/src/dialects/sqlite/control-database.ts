/** Owns a control plane on a SQLite file: its connections, its migration and its end. */
import type { CompiledQuery } from 'kysely';
import type { ControlDatabase } from '../../control/control-database.ts';
import { isMigrated, type MigrationConnection, migrate } from '../../control/migrate.ts';
import type { StatementObserver } from '../../statement-observer.ts';
import { openConnection } from './control-connection.ts';
import { sqliteControlDialect } from './control-dialect.ts';
import { SqliteConnection, SqliteSession } from './control-session.ts';
import { toAuthoringError } from './errors.ts';

/** @throws DATABASE_UNAVAILABLE, DURABILITY_UNSAFE, LOCK_TIMEOUT, SCHEMA_AHEAD */
export async function openSqliteControl(
  path: string,
  now: string,
  observer?: StatementObserver,
): Promise<ControlDatabase> {
  const dialect = sqliteControlDialect();
  const writer = openConnection(path, 'write', observer);
  try {
    const writing = new SqliteConnection(writer);
    const reader = openConnection(path, 'read', observer);
    const session = new SqliteSession(writing, new SqliteConnection(reader));
    const close = async () => {
      reader.close();
      writer.close();
    };
    const tableExists = writer.prepare(`SELECT 1 FROM "sqlite_master" WHERE "type" = 'table' AND "name" = ?`);
    const connection: MigrationConnection = {
      tableExists: async (name) => tableExists.get(name) !== undefined,
      execute: async ({ sql, parameters }) => void writer.prepare(sql).run(parameters),
      rows: async <R>({ sql, parameters }: CompiledQuery<R>) => writer.prepare(sql).all(parameters) as R[],
    };
    try {
      if (!(await isMigrated(connection, dialect))) {
        await session.transaction(() => migrate(connection, dialect, now));
      }
    } catch (error) {
      reader.close();
      throw toAuthoringError(error);
    }
    return { dialect, session, close };
  } catch (error) {
    writer.close();
    throw error;
  }
}
