/** Owns the big table on MySQL or MariaDB: a database, copied row by row in the order of the primary key. */
import { randomBytes } from 'node:crypto';
import { LIMITS } from '@objectstack/metadata-authoring';
import { type Connection, createConnection } from 'mysql2/promise';
import { BIG, rowExpressions } from '../big-table.ts';
import { disposeAtEnd } from '../leftovers.ts';
import type { OnlineDatabase, OnlineEngine } from './online-engine.ts';

const LOCAL = 'mysql://root@127.0.0.1:3306';

/** @returns the engine, or why it is not measured */
export async function openMysql(): Promise<OnlineEngine | { readonly missing: string }> {
  const server = process.env.AUTHORING_TEST_MYSQL_URL ?? LOCAL;
  try {
    return {
      engine: 'mysql',
      description: await onServer(server, describe),
      // The server counts in whole seconds.
      lockTimeoutMs: Math.ceil(LIMITS.lock_timeout_ms / 1_000) * 1_000,
      empty: () => ownDatabase(server),
      fill,
      copy: (url) => copy(server, url),
      hold,
    };
  } catch (error) {
    return { missing: `${server}: ${error instanceof Error ? error.message || error.name : error}` };
  }
}

async function describe(connection: Connection): Promise<string> {
  const names = ['innodb_flush_log_at_trx_commit', 'sync_binlog', 'log_bin', 'innodb_buffer_pool_size'];
  const [rows] = await connection.query(
    `SELECT version() AS version, ${names.map((name) => `@@global.${name} AS ${name}`).join(', ')}`,
  );
  const [row] = rows as Record<string, string | number>[];
  const version = String(row?.version);
  const product = version.includes('MariaDB') ? 'MariaDB' : 'MySQL';
  return `${product} ${version.split('-')[0]} (${names.map((name) => `${name}=${row?.[name]}`).join(', ')})`;
}

async function ownDatabase(server: string): Promise<OnlineDatabase> {
  const name = `mda_bench_online_${randomBytes(6).toString('hex')}`;
  const run = (sql: string) => onServer(server, (connection) => connection.query(sql));
  const dispose = disposeAtEnd(async () => {
    await run(`DROP DATABASE IF EXISTS \`${name}\``);
  });
  await run(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  return { url: own.href, dispose };
}

/** Checks that an empty table needs none of: without them the server loads it page by page. */
const IN_BULK = 'SET SESSION unique_checks = 0, foreign_key_checks = 0';

async function fill(url: string, rows: number): Promise<void> {
  const values = rowExpressions('mysql', 'seq');
  const names = [...values.keys()].map((name) => `\`${name}\``).join(', ');
  await onServer(url, async (connection) => {
    await connection.query(IN_BULK);
    await connection.query(
      `INSERT INTO \`${BIG}\` (${names}) SELECT ${[...values.values()].join(', ')} FROM seq_1_to_${rows} ORDER BY 1`,
    );
    await connection.query(`ANALYZE TABLE \`${BIG}\``);
  });
}

async function copy(server: string, url: string): Promise<OnlineDatabase> {
  const own = await ownDatabase(server);
  const from = new URL(url).pathname.slice(1);
  await onServer(own.url, async (connection) => {
    const [tables] = await connection.query({
      sql: 'SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
      values: [from],
      rowsAsArray: true,
    });
    await connection.query(IN_BULK);
    for (const [table] of tables as unknown as readonly (readonly [string])[]) {
      await connection.query(`CREATE TABLE \`${table}\` LIKE \`${from}\`.\`${table}\``);
      await connection.query(`INSERT INTO \`${table}\` SELECT * FROM \`${from}\`.\`${table}\``);
    }
    await connection.query(`ANALYZE TABLE \`${BIG}\``);
  });
  return own;
}

async function hold(url: string): Promise<() => Promise<void>> {
  const connection = await createConnection({ uri: url });
  await connection.query('BEGIN');
  await connection.query(`SELECT 1 FROM \`${BIG}\` LIMIT 1`);
  return () => connection.end();
}

async function onServer<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({ uri: url, charset: 'utf8mb4' });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
