/**
 * Global setup of a test run: decides once which PostgreSQL servers the suites meet and tells the workers.
 * Every run: the embedded one. AUTHORING_TEST_PG_URL adds a server of yours and puts it first.
 * With none, suites skip loudly; under CI that is a failure, because a skipped engine is an unproven one.
 */
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { databasePrefix, type PostgresServer } from './postgres.ts';

const leftoverAgeHours = 2;
let embedded: EmbeddedPostgres | undefined;

export async function setup(project: TestProject): Promise<void> {
  const servers: PostgresServer[] = [];
  let skipReason: string | null = null;

  const given = process.env.AUTHORING_TEST_PG_URL;
  if (given) servers.push(await meet(given, 'given'));
  try {
    embedded = await startEmbeddedPostgres();
    servers.push(await meet(embedded.url, 'embedded'));
  } catch (error) {
    skipReason = error instanceof Error ? error.message : String(error);
    if (process.env.CI) throw new Error(`no embedded PostgreSQL: ${skipReason}`, { cause: error });
    process.stderr.write(`\n*** NO EMBEDDED POSTGRESQL: ${skipReason}\n`);
    if (servers.length === 0) {
      process.stderr.write(
        '*** every PostgreSQL suite is SKIPPED; give one with AUTHORING_TEST_PG_URL=postgres://…\n\n',
      );
    }
  }

  project.provide('postgresServers', servers);
  project.provide('pgUrl', servers[0]?.url ?? null);
  project.provide('pgSkipReason', servers.length > 0 ? null : skipReason);
  const { seed, deep } = project.config.provide as { seed: number; deep: boolean };
  const engines = servers.map(({ label }) => label).join(', ') || 'none';
  process.stdout.write(
    `seed ${seed} (replay with SEED=${seed})${deep ? ', deep' : ''} · PostgreSQL: ${engines}\n`,
  );
}

export async function teardown(): Promise<void> {
  await embedded?.stop();
}

/** Connects once: a server that does not answer is a reason to stop, and what killed runs left on it goes. */
async function meet(url: string, origin: string): Promise<PostgresServer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const version = await client.query<{ server_version: string }>('SHOW server_version');
    const major = Number.parseInt(version.rows[0]?.server_version ?? '', 10);
    const oldest = Math.floor(Date.now() / 1_000) - leftoverAgeHours * 3_600;
    const databases = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    for (const { datname } of databases.rows) {
      if (!datname.startsWith(databasePrefix)) continue;
      const createdSeconds = Number.parseInt(datname.slice(databasePrefix.length), 10);
      if (createdSeconds < oldest)
        await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
    }
    return { label: `postgres-${major} (${origin})`, url };
  } finally {
    await client.end();
  }
}
