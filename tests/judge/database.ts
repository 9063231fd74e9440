/** Owns reaching a database the way a real ObjectStack runtime does: its own SqlDriver, silent, on the URL of an environment. */
import type { SqlDriver } from '@objectstack/driver-sql';
import { type Catalog, type Query, readPostgresCatalog, readSqliteCatalog } from '../storage/catalog.ts';
import { openDriver, queryThrough } from '../storage/real-driver.ts';

export type JudgedEngine = 'sqlite' | 'postgres';

export interface JudgedDatabase {
  readonly engine: JudgedEngine;
  readonly driver: SqlDriver;
  readonly query: Query;
  catalog(): Promise<Catalog>;
  close(): Promise<void>;
}

/** @param url `sqlite:PATH` or `postgres://…`; `schema` is PostgreSQL's, `public` unless told */
export async function openJudged(url: string, schema = 'public'): Promise<JudgedDatabase> {
  const engine: JudgedEngine = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  const driver = await openDriver(
    engine === 'sqlite'
      ? {
          client: 'better-sqlite3',
          connection: { filename: url.slice('sqlite:'.length) },
          useNullAsDefault: true,
        }
      : { client: 'pg', connection: url, searchPath: [schema], pool: { min: 0, max: 2 } },
  );
  const query = queryThrough(driver);
  return {
    engine,
    driver,
    query,
    catalog: () => (engine === 'sqlite' ? readSqliteCatalog(query) : readPostgresCatalog(query, schema)),
    close: () => driver.disconnect(),
  };
}
