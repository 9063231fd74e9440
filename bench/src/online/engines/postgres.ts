/** Owns the big table on PostgreSQL: a database, copied by the server as a template. */
import { randomBytes } from 'node:crypto';
import { LIMITS } from '@objectstack/metadata-authoring';
import pg from 'pg';
import { findPostgres, onServer, type PostgresServer } from '../../postgres-server.ts';
import { BIG, rowExpressions } from '../big-table.ts';
import { disposeAtEnd } from '../leftovers.ts';
import type { OnlineDatabase, OnlineEngine } from './online-engine.ts';

/** The first that can copy files of a template instead of logging every page. */
const COPIES_FILES_SINCE = 15;

/** @returns the engine, or why it is not measured */
export async function openPostgres(): Promise<OnlineEngine | { readonly missing: string }> {
  const server = await findPostgres();
  if ('missing' in server) return server;
  disposeAtEnd(() => server.stop());
  const [version] = server.version.split(' ');
  return {
    engine: 'postgres',
    description: `PostgreSQL ${version} (${await settingsOf(server)})`,
    lockTimeoutMs: LIMITS.lock_timeout_ms,
    empty: () => ownDatabase(server),
    fill,
    copy: (url) => ownDatabase(server, new URL(url).pathname.slice(1)),
    hold,
  };
}

async function settingsOf(server: PostgresServer): Promise<string> {
  const names = ['fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size'];
  return onServer(server.url, async (client) => {
    const values = [];
    for (const name of names) {
      const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
      values.push(`${name}=${rows[0]?.[name]}`);
    }
    return values.join(', ');
  });
}

async function ownDatabase(server: PostgresServer, template?: string): Promise<OnlineDatabase> {
  const name = `mda_bench_online_${randomBytes(6).toString('hex')}`;
  const byFile = Number.parseInt(server.version, 10) >= COPIES_FILES_SINCE ? ' STRATEGY file_copy' : '';
  const from = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}${byFile}`;
  const dispose = disposeAtEnd(() =>
    onServer(server.url, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    }),
  );
  await onServer(server.url, async (client) => {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${from}`);
    if (template !== undefined) await client.query('CHECKPOINT');
  });
  const own = new URL(server.url);
  own.pathname = `/${name}`;
  return { url: own.href, dispose };
}

/** In the order of `n`: as in a table that grew, neighbours by id lie far apart. */
async function fill(url: string, rows: number): Promise<void> {
  const values = rowExpressions('postgres', 'n');
  const names = [...values.keys()].map((name) => `"${name}"`).join(', ');
  await onServer(url, async (client) => {
    await client.query(
      `INSERT INTO "${BIG}" (${names}) SELECT ${[...values.values()].join(', ')} FROM generate_series(1, ${rows}) AS n`,
    );
    await client.query(`VACUUM (FREEZE, ANALYZE) "${BIG}"`);
    await client.query('CHECKPOINT');
  });
}

async function hold(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query(`SELECT 1 FROM "${BIG}" LIMIT 1`);
  return () => client.end();
}
