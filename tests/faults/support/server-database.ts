/**
 * Owns the database of a world's environment on a server: one that histories work on, and one that keeps what the
 * template left, from which it is made anew before every fault.
 */
import { type DatabaseServer, freshDatabase } from '../../support/servers.ts';
import { type RawDatabase, type RawRow, raw } from './raw-database.ts';

/** Where it is; a process of its own is told no more. */
export interface ServerAt {
  readonly engine: 'postgres' | 'mysql';
  readonly url: string;
  restore?(): Promise<void>;
}

export interface ServerDatabase extends ServerAt {
  /** Where databases are made, and sessions seen and ended. */
  readonly adminUrl: string;
  /** Nothing is there, as in the beginning. */
  empty(): Promise<void>;
  /** What is there now is the template from now on. */
  save(): Promise<void>;
  /** As the template left it; whoever is still connected is cut off. */
  restore(): Promise<void>;
  dispose(): Promise<void>;
}

export async function serverDatabase(server: DatabaseServer): Promise<ServerDatabase> {
  const live = await freshDatabase(server);
  const saved = await freshDatabase(server);
  const blank = await freshDatabase(server);
  const copy = server.engine === 'mysql' ? copyMysql : copyPostgres;
  return {
    engine: server.engine,
    url: live.url,
    adminUrl: server.url,
    empty: () => copy(server.url, blank.url, live.url),
    save: () => copy(server.url, live.url, saved.url),
    restore: () => copy(server.url, saved.url, live.url),
    async dispose() {
      if (server.engine === 'mysql')
        await raw(server.url, ({ query }) => endMysqlSessions(query, nameOf(live.url)));
      await dropped(live.dispose);
      await saved.dispose();
      await blank.dispose();
    },
  };
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

async function copyPostgres(server: string, from: string, to: string): Promise<void> {
  await raw(server, async ({ query }) => {
    // A template may have no other session: what an ended process left there is gone at once.
    await query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${nameOf(from)}'`,
    );
    await query(`DROP DATABASE IF EXISTS ${nameOf(to)} WITH (FORCE)`);
    await query(`CREATE DATABASE ${nameOf(to)} TEMPLATE ${nameOf(from)}`);
  });
}

/** Tables with their rows, then what refers to tables. */
async function copyMysql(server: string, from: string, to: string): Promise<void> {
  const [source, target] = [nameOf(from), nameOf(to)];
  await raw(server, async ({ query }) => {
    await endMysqlSessions(query, target);
    await query(`USE ${target}`);
    for (const { name, type } of await mysqlTables(query, target))
      await query(type === 'VIEW' ? `DROP VIEW \`${name}\`` : `DROP TABLE \`${name}\``);
    const tables = await mysqlTables(query, source);
    for (const { name, type } of tables)
      if (type === 'BASE TABLE')
        await query(
          `CREATE TABLE \`${name}\` LIKE ${source}.\`${name}\`; INSERT INTO \`${name}\` SELECT * FROM ${source}.\`${name}\``,
        );
    const triggers = await query(
      `SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = '${source}'`,
    );
    const withoutSource = (sql: unknown) => String(sql).replaceAll(`\`${source}\`.`, '');
    for (const { name } of triggers) {
      const [made] = await query(`SHOW CREATE TRIGGER ${source}.\`${name}\``);
      await query(withoutSource(made?.['SQL Original Statement']));
    }
    for (const { name, type } of tables)
      if (type === 'VIEW') {
        const [made] = await query(`SHOW CREATE VIEW ${source}.\`${name}\``);
        await query(withoutSource(made?.['Create View']));
      }
  });
}

type Query = RawDatabase['query'];

function mysqlTables(query: Query, schema: string): Promise<readonly RawRow[]> {
  return query(
    `SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = '${schema}'`,
  );
}

/** A session that is killed in the middle of a change tidies up first. */
async function endMysqlSessions(query: Query, schema: string): Promise<void> {
  const sessions = () => query(`SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = '${schema}'`);
  for (const { id } of await sessions()) await query(`KILL ${id}`).catch(() => undefined);
  while ((await sessions()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** MariaDB itself may leave a file behind when it is killed inside a rename; the database is then empty, and stays. */
async function dropped(dispose: () => Promise<void>): Promise<void> {
  await dispose().catch((error: unknown) => {
    if (!(error instanceof Error && 'errno' in error && error.errno === 1010)) throw error;
  });
}
