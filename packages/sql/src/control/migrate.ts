/**
 * Owns how the control plane's own schema is brought up to date: numbered migrations, each run once. The caller holds
 * the engine's exclusive lock around it, so that two processes that open one database at once do not collide.
 */
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { CompiledQuery } from 'kysely';
import type { ControlDialect } from './control-dialect.ts';
import { publicTables } from './migrations/0001-public-tables.ts';
import { privateTables } from './migrations/0002-private-tables.ts';
import { runCancel } from './migrations/0003-run-cancel.ts';
import { conversions } from './migrations/0004-conversions.ts';
import { runProgress } from './migrations/0005-run-progress.ts';
import { governance } from './migrations/0006-governance.ts';
import { versionNotices } from './migrations/0007-version-notices.ts';
import { variables } from './migrations/0008-variables.ts';
import { adoption } from './migrations/0009-adoption.ts';
import { ephemeral } from './migrations/0010-ephemeral.ts';
import { tokens } from './migrations/0011-tokens.ts';
import { notifications } from './migrations/0012-notifications.ts';
import { health } from './migrations/0013-health.ts';
import { rehearsals } from './migrations/0014-rehearsals.ts';
import { runLookups } from './migrations/0015-run-lookups.ts';
import { type ControlMigration, createTable } from './migrations/migration.ts';

const migrations: readonly ControlMigration[] = [
  publicTables,
  privateTables,
  runCancel,
  conversions,
  runProgress,
  governance,
  versionNotices,
  variables,
  adoption,
  ephemeral,
  tokens,
  notifications,
  health,
  rehearsals,
  runLookups,
];

/** The narrow view of a connection that migrations need. */
export interface MigrationConnection {
  tableExists(name: string): Promise<boolean>;
  execute(query: { readonly sql: string; readonly parameters: readonly unknown[] }): Promise<void>;
  rows<R>(query: CompiledQuery<R>): Promise<readonly R[]>;
}

/** True when there is nothing to do: asked before the lock, so that opening does not wait for writers. */
export async function isMigrated(connection: MigrationConnection, dialect: ControlDialect): Promise<boolean> {
  if (!(await connection.tableExists('_authoring_migration'))) return false;
  return (await appliedNumbers(connection, dialect)).size === migrations.length;
}

async function appliedNumbers(
  connection: MigrationConnection,
  dialect: ControlDialect,
): Promise<ReadonlySet<number>> {
  const rows = await connection.rows(
    dialect.db.selectFrom('_authoring_migration').select('number').compile(),
  );
  return new Set(rows.map((row) => row.number));
}

/** @throws SCHEMA_AHEAD when a newer release has migrated the database */
export async function migrate(
  connection: MigrationConnection,
  dialect: ControlDialect,
  now: string,
): Promise<void> {
  if (!(await connection.tableExists('_authoring_migration'))) {
    const columns = { number: 'bigint!', name: 'text!', applied_at: 'text!' } as const;
    const statements = createTable(dialect, '_authoring_migration', { columns, primaryKey: ['number'] });
    for (const sql of statements) await connection.execute({ sql, parameters: [] });
  }
  const applied = await appliedNumbers(connection, dialect);
  const newest = Math.max(0, ...applied);
  if (newest > migrations.length) {
    throw new AuthoringError(
      'SCHEMA_AHEAD',
      `the control plane is at schema ${newest}, this release knows ${migrations.length}`,
      {
        details: { found: newest, known: migrations.length },
        suggestion: 'use the newer release that migrated it',
      },
    );
  }
  for (const { number, name, statements } of migrations) {
    if (applied.has(number)) continue;
    for (const sql of statements(dialect)) await connection.execute({ sql, parameters: [] });
    const row = { number, name, applied_at: now };
    await connection.execute(dialect.db.insertInto('_authoring_migration').values(row).compile());
  }
}
