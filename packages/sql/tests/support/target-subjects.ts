/** Owns fresh environments on the real engines, for the contract of target databases and for tests of the dialects. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, EnvironmentRow } from '@objectstack/metadata-authoring';
import type { CellValue, TableRow, TargetSubject } from '@objectstack/metadata-authoring-testkit';
import SqliteDatabase from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { freshMysqlDatabase, type MysqlServer } from '../../../../tests/support/mysql.ts';
import { freshPostgresDatabase, type PostgresServer } from '../../../../tests/support/postgres.ts';
import {
  openTargetDatabases,
  type TargetDatabaseOptions,
} from '../../src/environment/open-target-databases.ts';

export function environmentAt(engine: Engine, databaseUrl: string): EnvironmentRow {
  return {
    id: 'env-1',
    name: 'dev',
    type: 'development',
    engine,
    databaseUrl,
    schemaMode: 'managed',
    position: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

/** A way to the database beside the adapter, for any statement. */
export interface OpenSubject extends TargetSubject {
  exec(sql: string): Promise<void>;
}

const doubled = (name: string) => `"${name.replaceAll('"', '""')}"`;

export interface SqliteSubject extends OpenSubject {
  readonly path: string;
  readonly folder: string;
}

export async function sqliteSubject(options: TargetDatabaseOptions = {}): Promise<SqliteSubject> {
  const folder = mkdtempSync(join(tmpdir(), 'mda-target-'));
  const path = join(folder, 'env.db');
  const raw = <T>(work: (db: SqliteDatabase.Database) => T): T => {
    const db = new SqliteDatabase(path, { timeout: 5_000 });
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return {
    path,
    folder,
    databases: openTargetDatabases(options),
    environment: environmentAt('sqlite', `sqlite:${path}`),
    exec: async (sql) => void raw((db) => db.exec(sql)),
    async insert(table, rows) {
      raw((db) => {
        for (const row of rows) {
          const columns = Object.keys(row);
          const values = Object.values(row).map((value) =>
            typeof value === 'boolean' ? Number(value) : value,
          );
          db.prepare(
            `INSERT INTO ${doubled(table)} (${columns.map(doubled).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
          ).run(values);
        }
      });
    },
    async select(table, columns) {
      return raw(
        (db) =>
          db
            .prepare(`SELECT ${columns.map(doubled).join(', ')} FROM ${doubled(table)} ORDER BY "id"`)
            .all() as TableRow[],
      );
    },
    async dispose() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Days stay the text that they are: the library would make local midnights of them. */
const asStored: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.DATE ? (value: string) => value : pg.types.getTypeParser(oid, format),
};

export interface PostgresSubject extends OpenSubject {
  readonly url: string;
  query(sql: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
}

export async function postgresSubject(
  server: PostgresServer,
  options: TargetDatabaseOptions = {},
): Promise<PostgresSubject> {
  const fresh = await freshPostgresDatabase(server);
  const client = new pg.Client({ connectionString: fresh.url, types: asStored });
  client.on('error', () => undefined);
  await client.connect();
  await client.query("SET TimeZone = 'UTC'");
  return {
    url: fresh.url,
    query: (sql, values) => client.query(sql, values as unknown[]),
    exec: async (sql) => void (await client.query(sql)),
    databases: openTargetDatabases(options),
    environment: environmentAt('postgres', fresh.url),
    async insert(table, rows) {
      for (const row of rows) {
        const columns = Object.keys(row).map((c) => pg.escapeIdentifier(c));
        await client.query(
          `INSERT INTO ${pg.escapeIdentifier(table)} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
          Object.values(row),
        );
      }
    },
    async select(table, columns) {
      const list = columns.map((c) => pg.escapeIdentifier(c)).join(', ');
      const { rows } = await client.query<Record<string, unknown>>(
        `SELECT ${list} FROM ${pg.escapeIdentifier(table)} ORDER BY "id"`,
      );
      return rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])),
      );
    },
    async dispose() {
      await client.end();
      await fresh.dispose();
    },
  };
}

export interface MysqlSubject extends OpenSubject {
  readonly url: string;
  query(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

export async function mysqlSubject(
  server: MysqlServer,
  options: TargetDatabaseOptions = {},
): Promise<MysqlSubject> {
  const fresh = await freshMysqlDatabase(server);
  const connection = await mysql.createConnection({
    uri: fresh.url,
    charset: 'utf8mb4',
    timezone: 'Z',
    // Days stay the text that they are.
    dateStrings: ['DATE'],
    multipleStatements: true,
  });
  const query: MysqlSubject['query'] = async (sql, values = []) => {
    const [rows] = await connection.query(sql, [...values]);
    return rows as unknown as Record<string, unknown>[];
  };
  await query("SET time_zone = '+00:00'");
  const escaped = (name: string) => mysql.escapeId(name, true);
  return {
    url: fresh.url,
    query,
    exec: async (sql) => void (await query(sql)),
    databases: openTargetDatabases(options),
    environment: environmentAt('mysql', fresh.url),
    async insert(table, rows) {
      for (const row of rows)
        await query(
          `INSERT INTO ${escaped(table)} (${Object.keys(row).map(escaped).join(', ')}) VALUES (${Object.keys(
            row,
          )
            .map(() => '?')
            .join(', ')})`,
          Object.values(row),
        );
    },
    async select(table, columns) {
      const rows = await query(
        `SELECT ${columns.map(escaped).join(', ')} FROM ${escaped(table)} ORDER BY \`id\``,
      );
      return rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])),
      );
    },
    async dispose() {
      await connection.end();
      await fresh.dispose();
    },
  };
}

function cell(value: unknown): CellValue {
  if (value instanceof Date) return value.toISOString();
  if (value !== null && typeof value === 'object') return JSON.stringify(value);
  return value as CellValue;
}
