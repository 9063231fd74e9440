/**
 * What a test knows about MySQL and MariaDB: the servers of this run, and a database of its own on one of them.
 * A database per test file; suites run on every server present through describeMysql.
 */
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { describe, inject } from 'vitest';
import { databasePrefix, type FreshDatabase } from './postgres.ts';

export interface MysqlServer {
  /** For test names: `mariadb-10.11`. */
  readonly label: string;
  /** A user that may create databases; without a database. */
  readonly url: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of AUTHORING_TEST_MYSQL_URL, else the one of this machine. */
    mysqlServers: MysqlServer[];
    mysqlSkipReason: string | null;
  }
}

/** Creates an empty database; dispose() drops it. */
export async function freshMysqlDatabase(server: MysqlServer): Promise<FreshDatabase> {
  const name = `${databasePrefix}${Math.floor(Date.now() / 1_000)}_${randomBytes(6).toString('hex')}`;
  await execute(server.url, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return { url: url.href, dispose: () => execute(server.url, `DROP DATABASE IF EXISTS ${name}`) };
}

/** One suite per server; without any, one skipped suite that says why. */
export function describeMysql(name: string, suite: (server: MysqlServer) => void): void {
  const servers = inject('mysqlServers');
  for (const server of servers) describe(`${name} · ${server.label}`, () => suite(server));
  if (servers.length === 0)
    describe.skip(`${name} · no MySQL or MariaDB: ${inject('mysqlSkipReason')}`, () =>
      suite({ label: 'none', url: '' }));
}

async function execute(url: string, statement: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 10_000 });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
