/**
 * Owns making and dropping a MySQL or MariaDB database as the copy of another one on the same server, table by table. The mark
 * is the first thing in it: without one it is dropped only as long as it is empty.
 */
import { randomUUID } from 'node:crypto';
import type { MadeDatabase, Sampled, SamplePlan } from '@objectstack/metadata-authoring';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { databaseNameOf } from '../../environment/database-beside.ts';
import {
  type Copied,
  databaseExists,
  type EngineProvision,
  notOurs,
  stillMaking,
} from '../../environment/provision.ts';
import { sampleRows } from '../../environment/sample-rows.ts';
import { mysqlErrno, toAuthoringError } from './errors.ts';
import { quoteName } from './quote.ts';
import { mysqlSampleAccess, sampleTables } from './sample-access.ts';

const DATABASE_EXISTS = 1007;

const OF_DATABASE = `SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation
  FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?`;
const TABLES = `SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = ? AND TABLE_NAME <> '_authoring_env' ORDER BY TABLE_NAME`;
/** Values of generated columns come by themselves. */
const COLUMNS = `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COALESCE(GENERATION_EXPRESSION, '') = '' ORDER BY ORDINAL_POSITION`;
const TRIGGERS =
  'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? ORDER BY ACTION_ORDER';
/** Each table as it is at one moment, and no lock on any of its rows. */
const SESSION = [
  "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

export const mysqlProvision: EngineProvision = {
  make: (sourceUrl, url, copied, mark) =>
    locked(sourceUrl, databaseNameOf(url), async (connection): Promise<MadeDatabase> => {
      const name = databaseNameOf(url);
      const source = databaseNameOf(sourceUrl);
      const [facts] = await rows<{ charset: string; collation: string }>(connection, OF_DATABASE, [source]);
      await connection
        .query(
          `CREATE DATABASE ${quoteName(name)} CHARACTER SET ${facts?.charset} COLLATE ${facts?.collation}`,
        )
        .catch((error: unknown) => {
          throw mysqlErrno(error) === DATABASE_EXISTS ? databaseExists(name) : error;
        });
      try {
        await mark.write(url);
        const sampled = await copy(connection, source, name, copied);
        return { form: 'by_table', ...(sampled ? { sampled } : {}) };
      } catch (error) {
        // As long as nothing can be said it stays for `drop`, which looks at its mark.
        await connection.query(`DROP DATABASE IF EXISTS ${quoteName(name)}`).catch(() => undefined);
        throw error;
      }
    }),

  async drop(url, environmentId, mark) {
    const name = databaseNameOf(url);
    await locked(withoutDatabase(url), name, async (connection) => {
      if ((await rows(connection, OF_DATABASE, [name])).length === 0) return;
      const found = await mark.read(url);
      const empty = found === null && (await rows(connection, TABLES, [name])).length === 0;
      if (found !== environmentId && !empty) throw notOurs(name, found);
      await connection.query(`DROP DATABASE IF EXISTS ${quoteName(name)}`);
    });
  },

  errorOf: toAuthoringError,
};

interface Named {
  readonly name: string;
}

async function copy(
  connection: Connection,
  source: string,
  name: string,
  copied: Copied,
): Promise<Sampled | null> {
  for (const statement of SESSION) await connection.query(statement);
  const found = await rows<Named & { readonly type: string }>(connection, TABLES, [source]);
  for (const { name: table } of found.filter(({ type }) => type === 'BASE TABLE')) {
    const [from, to] = [source, name].map((database) => `${quoteName(database)}.${quoteName(table)}`);
    await connection.query(`CREATE TABLE ${to} LIKE ${from}`);
    if (copied !== 'full') continue;
    const columns = (await rows<Named>(connection, COLUMNS, [source, table]))
      .map((column) => quoteName(column.name))
      .join(', ');
    await connection.query(`INSERT INTO ${to} (${columns}) SELECT ${columns} FROM ${from}`);
  }
  const sampled = typeof copied === 'string' ? null : await sample(connection, source, name, copied);
  // What reads and writes beside the tables names none of a database, and so means those of the one that it is made in.
  const views = found.filter(({ type }) => type === 'VIEW');
  const triggers = await rows<Named>(connection, TRIGGERS, [source]);
  await connection.query(`USE ${quoteName(source)}`);
  const made: { readonly mode: string | undefined; readonly sql: string }[] = [];
  for (const view of views) {
    const [text] = await rows<{ 'Create View': string }>(
      connection,
      `SHOW CREATE VIEW ${quoteName(view.name)}`,
    );
    made.push({ mode: undefined, sql: text?.['Create View'] ?? '' });
  }
  for (const trigger of triggers) {
    const [text] = await rows<{ sql_mode: string; 'SQL Original Statement': string }>(
      connection,
      `SHOW CREATE TRIGGER ${quoteName(trigger.name)}`,
    );
    made.push({ mode: text?.sql_mode ?? '', sql: text?.['SQL Original Statement'] ?? '' });
  }
  await connection.query(`USE ${quoteName(name)}`);
  for (const { mode, sql } of made) {
    if (mode !== undefined) await connection.query('SET SESSION sql_mode = ?', [mode]);
    await connection.query(sql);
  }
  return sampled;
}

/** As of one moment, unlike whole tables: keys that rows name are looked up in other tables. */
async function sample(
  connection: Connection,
  source: string,
  name: string,
  plan: SamplePlan,
): Promise<Sampled> {
  const tables = await sampleTables(connection, source);
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  const sampled = await sampleRows(mysqlSampleAccess(connection, source, name), tables, plan, randomUUID());
  await connection.query('COMMIT');
  return sampled;
}

/** The lock is of the session that runs the statements: a statement that outlives its client holds it until it ends. */
async function locked<T>(
  url: string,
  name: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection({
    uri: url,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
  });
  try {
    const [lock] = await rows<{ taken: number | string | null }>(
      connection,
      'SELECT GET_LOCK(?, 0) AS taken',
      [name],
    );
    if (Number(lock?.taken) !== 1) throw stillMaking(name);
    try {
      return await work(connection);
    } finally {
      // A session ends some time after its client has said so; what comes next must not meet its lock.
      await connection.query('SELECT RELEASE_LOCK(?)', [name]).catch(() => undefined);
    }
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

async function rows<R>(
  connection: Connection,
  sql: string,
  values: readonly string[] = [],
): Promise<readonly R[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql, [...values]);
  return found as R[];
}

function withoutDatabase(url: string): string {
  const server = new URL(url);
  server.pathname = '/';
  return server.href;
}
