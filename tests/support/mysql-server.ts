/**
 * Global setup of a test run: decides once which MySQL or MariaDB server the suites meet and tells the workers: the one
 * of AUTHORING_TEST_MYSQL_URL, else the one of this machine if it lets root in. With none, suites skip loudly; under CI
 * that is a failure, because a skipped engine is an unproven one.
 */
import { createConnection } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import type { MysqlServer } from './mysql.ts';
import { databasePrefix } from './postgres.ts';

const ofThisMachine = 'mysql://root@127.0.0.1:3306';
const leftoverAgeHours = 2;

export async function setup(project: TestProject): Promise<void> {
  const given = process.env.AUTHORING_TEST_MYSQL_URL;
  const servers: MysqlServer[] = [];
  let skipReason: string | null = null;
  try {
    servers.push(await meet(given ?? ofThisMachine));
  } catch (error) {
    skipReason = error instanceof Error ? error.message : String(error);
    if (given || process.env.CI) throw new Error(`no MySQL or MariaDB: ${skipReason}`, { cause: error });
    process.stderr.write(
      `\n*** NO MYSQL OR MARIADB: ${skipReason}\n*** every suite on it is SKIPPED; give one with AUTHORING_TEST_MYSQL_URL=mysql://…\n\n`,
    );
  }
  project.provide('mysqlServers', servers);
  project.provide('mysqlSkipReason', skipReason);
}

/** Connects once: what killed runs left on the server goes. */
async function meet(url: string): Promise<MysqlServer> {
  const connection = await createConnection({ uri: url, connectTimeout: 10_000, rowsAsArray: true });
  try {
    const [versions] = await connection.query('SELECT version()');
    const [databases] = await connection.query('SHOW DATABASES');
    const oldest = Math.floor(Date.now() / 1_000) - leftoverAgeHours * 3_600;
    for (const [name] of databases as unknown as [string][]) {
      if (!name.startsWith(databasePrefix)) continue;
      const createdSeconds = Number.parseInt(name.slice(databasePrefix.length), 10);
      // One that a server left a file in cannot be dropped, and is in nobody's way.
      if (createdSeconds < oldest)
        await connection.query(`DROP DATABASE IF EXISTS ${name}`).catch(() => undefined);
    }
    const [[version]] = versions as unknown as [[string]];
    const engine = version.includes('MariaDB') ? 'mariadb' : 'mysql';
    return { label: `${engine}-${/^\d+\.\d+/.exec(version)?.[0]}`, url };
  } finally {
    await connection.end();
  }
}
