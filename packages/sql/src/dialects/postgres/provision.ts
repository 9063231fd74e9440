/**
 * Owns making and dropping a PostgreSQL database as the copy of another one on the same server. It is made under a name of
 * its own, gets its mark, and is then renamed: under its final name it always carries the mark.
 */
import type { MadeDatabase } from '@objectstack/metadata-authoring';
import pg from 'pg';
import { databaseNameOf, onDatabase } from '../../environment/database-beside.ts';
import {
  type Copied,
  databaseExists,
  type EngineProvision,
  notOurs,
  stillMaking,
} from '../../environment/provision.ts';
import { copyTables } from './copy-tables.ts';
import { sqlState, toAuthoringError } from './errors.ts';
import { quoteName } from './quote.ts';

/** Every server has it, and nobody's tables are in it. */
const MAINTENANCE = 'postgres';

/** Sessions are connected to the source; or it is not ours to be copied whole. */
const NO_TEMPLATE: ReadonlySet<string | null> = new Set(['55006', '42501']);

const IS_THERE = 'SELECT 1 FROM pg_database WHERE datname = $1';
const LIKE_SOURCE = `SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype) AS options
  FROM pg_database WHERE datname = $1`;

export const postgresProvision: EngineProvision = {
  make: (sourceUrl, url, copied, mark) =>
    locked(url, async (admin) => {
      const name = databaseNameOf(url);
      if (await isThere(admin, name)) throw databaseExists(name);
      try {
        const made = await copy(admin, sourceUrl, url, copied);
        await mark.write(onDatabase(url, buildingOf(name)));
        await admin.query(`ALTER DATABASE ${quoteName(buildingOf(name))} RENAME TO ${quoteName(name)}`);
        return made;
      } catch (error) {
        await dropNow(admin, buildingOf(name)).catch(() => undefined);
        throw error;
      }
    }),

  drop: (url, environmentId, mark) =>
    locked(url, async (admin) => {
      const name = databaseNameOf(url);
      await dropNow(admin, buildingOf(name));
      if (!(await isThere(admin, name))) return;
      const found = await mark.read(url);
      if (found !== environmentId) throw notOurs(name, found);
      await dropNow(admin, name);
    }),

  errorOf: toAuthoringError,
};

async function copy(admin: pg.Client, sourceUrl: string, url: string, copied: Copied): Promise<MadeDatabase> {
  const source = databaseNameOf(sourceUrl);
  const building = buildingOf(databaseNameOf(url));
  if (copied === 'full') {
    try {
      await admin.query(`CREATE DATABASE ${quoteName(building)} TEMPLATE ${quoteName(source)}`);
      return { form: 'whole' };
    } catch (error) {
      if (!NO_TEMPLATE.has(sqlState(error))) throw error;
    }
  }
  const { rows } = await admin.query<{ options: string }>(LIKE_SOURCE, [source]);
  await admin.query(`CREATE DATABASE ${quoteName(building)} TEMPLATE template0 ${rows[0]?.options ?? ''}`);
  const sampled = await connected(sourceUrl, (from) =>
    connected(onDatabase(url, building), (to) => copyTables(from, to, copied)),
  );
  return { form: 'by_table', ...(sampled ? { sampled } : {}) };
}

/** The lock is of the session that makes: a CREATE DATABASE that outlives its client holds it until it ends. */
function locked<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  return connected(onDatabase(url, MAINTENANCE), async (admin) => {
    const name = databaseNameOf(url);
    const { rows } = await admin.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [name],
    );
    if (rows[0]?.taken !== true) throw stillMaking(name);
    try {
      return await work(admin);
    } finally {
      // A session ends some time after its client has said so; what comes next must not meet its lock.
      await admin.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => undefined);
    }
  });
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'metadata-authoring' });
  // A server that goes away is told by the statement that waits for it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function isThere(admin: pg.Client, name: string): Promise<boolean> {
  return (await admin.query(IS_THERE, [name])).rows.length > 0;
}

async function dropNow(admin: pg.Client, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${quoteName(name)} WITH (FORCE)`);
}

function buildingOf(name: string): string {
  return `${name}_making`;
}
