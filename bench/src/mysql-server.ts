/** Owns finding a MySQL or MariaDB to measure on: AUTHORING_TEST_MYSQL_URL, else the one on 127.0.0.1:3306. */
import { randomBytes } from 'node:crypto';
import { type Connection, createConnection } from 'mysql2/promise';

const LOCAL = 'mysql://root@127.0.0.1:3306';
const CONNECT_TIMEOUT_MS = 5_000;

export interface MysqlServer {
  /** `MariaDB 10.11.19`. */
  readonly version: string;
  /** An empty database of its own. */
  database(): Promise<{ readonly url: string; dispose(): Promise<void> }>;
}

/** @returns the server, or why there is none */
export async function findMysql(): Promise<MysqlServer | { readonly missing: string }> {
  const url = process.env.AUTHORING_TEST_MYSQL_URL ?? LOCAL;
  try {
    const version = await onMysql(url, async (connection) => {
      const [rows] = await connection.query('SELECT version()');
      return (rows as unknown as [[string]])[0][0];
    });
    const number = /^[\d.]+/.exec(version)?.[0];
    return {
      version: `${version.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${number}`,
      database: () => freshDatabase(url),
    };
  } catch (error) {
    return { missing: `${url}: ${error instanceof Error ? error.message || error.name : String(error)}` };
  }
}

async function freshDatabase(url: string) {
  const name = `mda_bench_${randomBytes(6).toString('hex')}`;
  await onMysql(url, (connection) => connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  const dispose = async () => {
    await onMysql(url, (connection) => connection.query(`DROP DATABASE ${name}`));
  };
  return { url: own.href, dispose };
}

export async function onMysql<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({
    uri: url,
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4',
    rowsAsArray: true,
  });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
