/** Owns a control plane on PostgreSQL: its pool, its migration under one lock, and its end. */
import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import type { ControlDatabase } from '../../control/control-database.ts';
import { isMigrated, type MigrationConnection, migrate } from '../../control/migrate.ts';
import { postgresControlDialect } from './control-dialect.ts';
import { type ControlPoolOptions, controlPool } from './control-pool.ts';
import { PostgresSession } from './control-session.ts';
import { toAuthoringError } from './errors.ts';

/** 'mda' in ASCII and 1: the lock of migrations. Two processes that start at once migrate one after the other. */
const migrationLock = 'SELECT pg_advisory_xact_lock(7169121, 1)';

/** @throws DATABASE_UNAVAILABLE, DURABILITY_UNSAFE, LOCK_TIMEOUT, SCHEMA_AHEAD */
export async function openPostgresControl(
  url: string,
  now: string,
  options: ControlPoolOptions = {},
): Promise<ControlDatabase> {
  const dialect = postgresControlDialect();
  const pool = controlPool(url, options);
  try {
    const client = await pool.connect();
    try {
      const connection = migrationConnection(client);
      if (!(await isMigrated(connection, dialect))) {
        await client.query(`BEGIN; ${migrationLock}`);
        await migrate(connection, dialect, now);
        await client.query('COMMIT');
      }
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.release();
    return { dialect, session: new PostgresSession(pool), close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw toAuthoringError(error);
  }
}

function migrationConnection(client: pg.PoolClient): MigrationConnection {
  return {
    tableExists: async (name) => {
      const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
        name,
      ]);
      return rows[0]?.found === true;
    },
    execute: async ({ sql, parameters }) => void (await client.query(sql, [...parameters])),
    rows: async <R>({ sql, parameters }: CompiledQuery<R>) =>
      (await client.query<R & pg.QueryResultRow>(sql, [...parameters])).rows,
  };
}
