/** Owns sources that are copied, on the real engines, and knowing what is left beside them. */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { ProvisionSubject } from '@objectstack/metadata-authoring-testkit';
import SqliteDatabase from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { MysqlServer } from '../../../../tests/support/mysql.ts';
import { freshPostgresDatabase, type PostgresServer } from '../../../../tests/support/postgres.ts';
import { openProvision } from '../../src/environment/open-provision.ts';
import { environmentAt, mysqlSubject, type OpenSubject, sqliteSubject } from './target-subjects.ts';

type Rows = Awaited<ReturnType<ProvisionSubject['rows']>>;

const ROWS = "INSERT INTO thing (id, v) VALUES ('a', 'Ada'), ('b', NULL)";
const READ = 'SELECT id, v FROM thing ORDER BY id';

/** @param more statements that fill the table further */
export async function sqliteProvisionSubject(more: readonly string[] = []): Promise<ProvisionSubject> {
  const { folder, environment, exec, dispose } = await sqliteSubject();
  await exec('CREATE TABLE thing (id TEXT PRIMARY KEY, v TEXT); CREATE UNIQUE INDEX thing_v ON thing (v)');
  for (const sql of [ROWS, ...more]) await exec(sql);
  return {
    provision: openProvision(),
    missingIsEmpty: true,
    source: environment,
    tag: newTag(),
    async rows(url) {
      const db = new SqliteDatabase(url.replace('sqlite:', ''), { readonly: true });
      try {
        return db.prepare(READ).all() as Rows;
      } finally {
        db.close();
      }
    },
    // An index that calls what only this connection knows.
    async spoil() {
      const db = new SqliteDatabase(environment.databaseUrl.replace('sqlite:', ''));
      db.function('known_here', { deterministic: true }, (value) => value);
      db.exec('CREATE INDEX spoiled ON thing (known_here(v))');
      db.close();
    },
    left: async () => readdirSync(folder).filter((file) => !/^env\.db(-wal|-shm)?$/.test(file)),
    dispose,
  };
}

const newTag = () => randomBytes(6).toString('hex');

export async function postgresProvisionSubject(
  server: PostgresServer,
  more: readonly string[] = [],
): Promise<ProvisionSubject> {
  const fresh = await freshPostgresDatabase(server);
  const asked = async <R extends pg.QueryResultRow>(url: string, sql: string): Promise<R[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  // Nobody stays connected: a copy of a database in use waits for its sessions to go.
  const subject = {
    environment: environmentAt('postgres', fresh.url),
    exec: async (sql: string) => void (await asked(fresh.url, sql)),
    dispose: fresh.dispose,
  };
  return onServer(subject, more, {
    rows: (url) => asked(url, READ),
    names: async (tag) =>
      (
        await asked<{ name: string }>(
          fresh.url,
          `SELECT datname AS name FROM pg_database WHERE datname LIKE '%${tag}%'`,
        )
      ).map(({ name }) => name),
    spoil: "CREATE SCHEMA other; CREATE TYPE other.mood AS ENUM ('a'); CREATE TABLE spoiled (m other.mood)",
  });
}

export async function mysqlProvisionSubject(
  server: MysqlServer,
  more: readonly string[] = [],
): Promise<ProvisionSubject> {
  const subject = await mysqlSubject(server);
  return onServer(subject, more, {
    async rows(url) {
      const connection = await mysql.createConnection({ uri: url });
      try {
        const [rows] = await connection.query(READ);
        return rows as unknown as Rows;
      } finally {
        await connection.end();
      }
    },
    names: async (tag) =>
      (
        await subject.query(
          `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '%${tag}%'`,
        )
      ).map(({ name }) => String(name)),
    spoil: 'CREATE TABLE gone (id int); CREATE VIEW spoiled AS SELECT * FROM gone; DROP TABLE gone',
  });
}

async function onServer(
  subject: Pick<OpenSubject, 'environment' | 'exec' | 'dispose'>,
  more: readonly string[],
  beside: {
    rows(url: string): Promise<Rows>;
    names(tag: string): Promise<readonly string[]>;
    readonly spoil: string;
  },
): Promise<ProvisionSubject> {
  const table = 'CREATE TABLE thing (id varchar(80) PRIMARY KEY, v varchar(200))';
  for (const sql of [table, 'CREATE UNIQUE INDEX thing_v ON thing (v)', ROWS, ...more])
    await subject.exec(sql);
  const tag = newTag();
  return {
    provision: openProvision(),
    source: subject.environment,
    tag,
    rows: beside.rows,
    spoil: () => subject.exec(beside.spoil),
    left: () => beside.names(tag),
    dispose: () => subject.dispose(),
  };
}
