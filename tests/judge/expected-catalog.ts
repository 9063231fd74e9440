/**
 * Owns the tables that the real driver itself builds for a set of objects, as a catalog. A table depends on its object
 * alone, so each distinct object is built once per process and engine.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Catalog, CatalogTable } from '../storage/catalog.ts';
import { buildTables, type serve } from '../storage/real-driver.ts';
import { openJudged } from './database.ts';

type Served = ReturnType<typeof serve>;

const built = new Map<string, CatalogTable>();

/** @param url the judged database: on a server the tables are built in a schema of their own beside it, which is dropped */
export async function expectedCatalog(url: string, served: Served): Promise<Catalog> {
  const origin = url.startsWith('sqlite:') ? 'sqlite' : new URL(url).host;
  const keyOf = (object: Served[number]) =>
    createHash('sha256')
      .update(`${origin} ${JSON.stringify(object)}`)
      .digest('hex');
  const missing = served.filter((object) => !built.has(keyOf(object)));
  if (missing.length > 0) {
    const catalog = await buildCatalog(url, missing);
    for (const object of missing) {
      const table = catalog[object.name];
      if (!table) throw new Error(`the real driver built no table for '${object.name}'`);
      built.set(keyOf(object), table);
    }
  }
  return Object.fromEntries(served.map((object) => [object.name, built.get(keyOf(object)) as CatalogTable]));
}

async function buildCatalog(url: string, served: Served): Promise<Catalog> {
  if (url.startsWith('sqlite:')) {
    const scratch = await openJudged('sqlite::memory:');
    try {
      await buildTables(scratch.driver, served);
      return await scratch.catalog();
    } finally {
      await scratch.close();
    }
  }
  const schema = `expected_${randomBytes(6).toString('hex')}`;
  // A schema of MySQL is a database: it has to be there before the driver connects to it.
  const beside = await openJudged(url);
  const isMysql = beside.engine === 'mysql';
  try {
    await beside.query(`CREATE SCHEMA ${schema}`);
    const scratch = await (isMysql ? openJudged(new URL(`/${schema}`, url).href) : openJudged(url, schema));
    try {
      await buildTables(scratch.driver, served);
      return await scratch.catalog();
    } finally {
      await scratch.close();
    }
  } finally {
    await beside.query(`DROP SCHEMA IF EXISTS ${schema} ${isMysql ? '' : 'CASCADE'}`);
    await beside.close();
  }
}
