/**
 * Owns the session lock of an environment: one key a database, held by the connection that runs the DDL. A statement
 * that outlives its client keeps it until it ends; a session that does nothing any more is ended by a newer fence.
 */
import type { Client } from 'pg';
import { sqlState } from './errors.ts';
import { readMark } from './probe.ts';

/** One lock a database: advisory locks are counted per database already. The numbers spell MDA and nothing else. */
const [CLASS, KEY] = [5063745, 1];
const LOCK_NOT_AVAILABLE = '55P03';

/** Idle for as long as an attempt waited for it: whoever works only rests for moments between two statements. */
const END_IDLE_HOLDER = `SELECT pg_terminate_backend(l.pid, 1000)
  FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${CLASS} AND l.objid = ${KEY}
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND a.state LIKE 'idle%' AND a.state_change <= clock_timestamp() - make_interval(secs => $1 / 1000.0)`;

/** @returns false when another session holds it */
export async function takeLock(
  client: Client,
  claim: { readonly environmentId: string; readonly fence: number },
  lockTimeoutMs: number,
): Promise<boolean> {
  if (await granted(client)) return true;
  return (await endIdleHolder(client, claim, lockTimeoutMs)) && granted(client);
}

export async function releaseLock(client: Client): Promise<void> {
  await client.query(`SELECT pg_advisory_unlock(${CLASS}, ${KEY})`);
}

async function granted(client: Client): Promise<boolean> {
  try {
    await client.query(`SELECT pg_advisory_lock(${CLASS}, ${KEY})`);
    return true;
  } catch (error) {
    if (sqlState(error) === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

/** The machine of a session may be gone without a word to the server, which would wait hours for it. */
async function endIdleHolder(
  client: Client,
  claim: { readonly environmentId: string; readonly fence: number },
  idleMs: number,
): Promise<boolean> {
  const mark = await readMark(client, false);
  if (mark?.environmentId !== claim.environmentId || mark.fence >= claim.fence) return false;
  return (await client.query(END_IDLE_HOLDER, [idleMs])).rowCount !== 0;
}
