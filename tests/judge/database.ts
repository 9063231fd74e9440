/** Owns reaching a database the way a real ObjectStack runtime does: its own SqlDriver, silent, on the URL of an environment. */
import type { SqlDriver } from '@objectstack/driver-sql';
import {
  type Catalog,
  type Query,
  readMysqlCatalog,
  readPostgresCatalog,
  readSqliteCatalog,
} from '../storage/catalog.ts';
import { openDriver, queryThrough } from '../storage/real-driver.ts';

export type JudgedEngine = 'sqlite' | 'postgres' | 'mysql';

export interface JudgedDatabase {
  readonly engine: JudgedEngine;
  readonly driver: SqlDriver;
  readonly query: Query;
  /** A name as the engine quotes it. */
  quoted(name: string): string;
  catalog(): Promise<Catalog>;
  close(): Promise<void>;
}

function judgedEngineOf(url: string): JudgedEngine {
  if (url.startsWith('sqlite:')) return 'sqlite';
  return url.startsWith('mysql:') ? 'mysql' : 'postgres';
}

/** @param url `sqlite:PATH`, `postgres://…` or `mysql://…`; `schema` is PostgreSQL's, `public` unless told */
export async function openJudged(url: string, schema = 'public'): Promise<JudgedDatabase> {
  const engine = judgedEngineOf(url);
  const driver = await openDriver(configOf(engine, url, schema));
  const query = queryThrough(driver);
  const catalogs = {
    sqlite: () => readSqliteCatalog(query),
    postgres: () => readPostgresCatalog(query, schema),
    mysql: () => readMysqlCatalog(query),
  };
  return {
    engine,
    driver,
    query,
    quoted: (name) => (engine === 'mysql' ? `\`${name}\`` : `"${name}"`),
    catalog: catalogs[engine],
    close: () => driver.disconnect(),
  };
}

function configOf(engine: JudgedEngine, url: string, schema: string): Parameters<typeof openDriver>[0] {
  if (engine === 'sqlite') {
    const connection = { filename: url.slice('sqlite:'.length) };
    return { client: 'better-sqlite3', connection, useNullAsDefault: true };
  }
  const pool = { min: 0, max: 2 };
  if (engine === 'postgres') return { client: 'pg', connection: url, searchPath: [schema], pool };
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    charset: 'utf8mb4',
  };
  // Each insert would say that MySQL knows no RETURNING.
  return { client: 'mysql2', connection, pool, log: { warn: () => {} } };
}
