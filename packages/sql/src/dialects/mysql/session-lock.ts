/**
 * Owns the session lock of an environment: one name a database, held by the connection that runs the DDL. A statement
 * that outlives its client keeps it until it ends; a session that does nothing any more is ended by a newer fence.
 */
import { mysqlErrno } from './errors.ts';
import type { ObservedClient } from './observed-client.ts';
import { readMark } from './probe.ts';

/** Names of locks belong to the whole server and have at most 64 characters. */
const NAME = "concat('mda:', sha1(database()))";
const NO_SUCH_THREAD = 1094;

export async function takeLock(
  client: ObservedClient,
  claim: { readonly environmentId: string; readonly fence: number },
  timeoutSeconds: number,
): Promise<boolean> {
  if (await granted(client, 0)) return true;
  await endIdleHolder(client, claim);
  return granted(client, timeoutSeconds);
}

export async function releaseLock(client: ObservedClient): Promise<void> {
  await client.query(`SELECT release_lock(${NAME})`);
}

async function granted(client: ObservedClient, timeoutSeconds: number): Promise<boolean> {
  const [row] = await client.query<[number | null]>(`SELECT get_lock(${NAME}, ?)`, [timeoutSeconds]);
  return row?.[0] === 1;
}

/** The machine of a session may be gone without a word to the server, which would wait hours for it. */
async function endIdleHolder(
  client: ObservedClient,
  claim: { readonly environmentId: string; readonly fence: number },
): Promise<void> {
  const mark = await readMark(client, false);
  if (mark?.environmentId !== claim.environmentId || mark.fence >= claim.fence) return;
  const idle = await client.query(
    `SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ? AND ID = is_used_lock(${NAME}) AND COMMAND = 'Sleep'`,
    [mark.sessionId],
  );
  if (idle.length === 0) return;
  await client.query('KILL CONNECTION ?', [mark.sessionId]).catch((error: unknown) => {
    if (mysqlErrno(error) !== NO_SUCH_THREAD) throw error;
  });
}
