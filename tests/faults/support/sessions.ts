/** Owns looking at the sessions of a database on a server from beside, and ending them. */
import { type RawDatabase, raw } from './raw-database.ts';
import type { ServerDatabase } from './server-database.ts';

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** Ends every session of that database: pg_terminate_backend, KILL. @returns how many */
export async function endSessions({ adminUrl, url }: ServerDatabase): Promise<number> {
  return raw(adminUrl, async ({ engine, query }) => {
    if (engine === 'postgres') {
      const ended = await query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${nameOf(url)}'`,
      );
      return ended.length;
    }
    const sessions = await query(
      `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = '${nameOf(url)}'`,
    );
    for (const { id } of sessions) await query(`KILL ${id}`).catch(() => undefined);
    return sessions.length;
  });
}

/** A statement that matches is running there. */
export async function isRunning(
  admin: RawDatabase,
  { url }: ServerDatabase,
  statement: RegExp,
): Promise<boolean> {
  const rows =
    admin.engine === 'postgres'
      ? await admin.query(
          `SELECT query AS sql FROM pg_stat_activity WHERE datname = '${nameOf(url)}' AND state = 'active'`,
        )
      : await admin.query(
          `SELECT INFO AS \`sql\` FROM information_schema.PROCESSLIST WHERE DB = '${nameOf(url)}' AND COMMAND = 'Query'`,
        );
  return rows.some(({ sql }) => statement.test(String(sql)));
}

/** Asks again and again until it is so. @throws after `withinMs` */
export async function until(what: string, ask: () => Promise<boolean>, withinMs: number): Promise<void> {
  const startedAt = performance.now();
  while (!(await ask())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
