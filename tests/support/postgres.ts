/**
 * What a test knows about PostgreSQL: the servers of this run, and a database of its own on one of them.
 * A database per test file; suites run on every server present through describePostgres.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, inject } from 'vitest';

export interface PostgresServer {
  /** For test names: `postgres-18 (embedded)`. */
  readonly label: string;
  /** Superuser on the server's maintenance database. */
  readonly url: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Every server of this run, the one of AUTHORING_TEST_PG_URL first. */
    postgresServers: PostgresServer[];
    /** The first of them, or null. */
    pgUrl: string | null;
    pgSkipReason: string | null;
    /** True in `npm run test:deep`. */
    deep: boolean;
    /** Seed of every random choice of this run; printed, replayed with SEED=. */
    seed: number;
  }
}

/** Followed by the creation time in seconds, so that the leftovers of killed runs can be told from live ones. */
export const databasePrefix = 'mda_test_';

export interface FreshDatabase {
  readonly url: string;
  dispose(): Promise<void>;
}

/** Creates an empty database; dispose() drops it together with whoever is still connected. */
export async function freshPostgresDatabase(server: PostgresServer): Promise<FreshDatabase> {
  const name = `${databasePrefix}${Math.floor(Date.now() / 1_000)}_${randomBytes(6).toString('hex')}`;
  await execute(server.url, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    dispose: () => execute(server.url, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
  };
}

/** One suite per server; without any, one skipped suite that says why. */
export function describePostgres(name: string, suite: (server: PostgresServer) => void): void {
  suitesOf(name, suite, inject('postgresServers'));
}

/** For what is close to no server's SQL: everyday runs take the first server alone, deep ones all. */
export function describeAnyPostgres(name: string, suite: (server: PostgresServer) => void): void {
  const servers = inject('postgresServers');
  suitesOf(name, suite, inject('deep') ? servers : servers.slice(0, 1));
}

function suitesOf(
  name: string,
  suite: (server: PostgresServer) => void,
  servers: readonly PostgresServer[],
): void {
  for (const server of servers) describe(`${name} · ${server.label}`, () => suite(server));
  if (servers.length === 0)
    describe.skip(`${name} · no PostgreSQL: ${inject('pgSkipReason')}`, () =>
      suite({ label: 'none', url: '' }));
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
