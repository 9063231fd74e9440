/**
 * Owns building an index on a table that others write to. What an attempt that failed or was cut off left behind is not
 * valid: it is dropped and built anew.
 */
import type { Client } from 'pg';
import type { SessionOptions } from '../../environment/dialect.ts';
import type { BuildIndex } from './action.ts';
import { buildIndex, constrainBy, isConstraint } from './create-index.ts';
import { quoteName } from './quote.ts';

export type LockWaits = Pick<SessionOptions, 'lockTimeoutMs' | 'buildWaitMs'>;

type Live = 'missing' | 'invalid' | 'valid' | 'constraint';

const LIVE = `SELECT CASE WHEN NOT x.indisvalid THEN 'invalid'
      WHEN EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid) THEN 'constraint' ELSE 'valid' END AS live
  FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid JOIN pg_class t ON t.oid = x.indrelid
  WHERE i.relnamespace = current_schema()::regnamespace AND i.relname = $1 AND t.relname = $2`;

export async function performBuild(
  client: Client,
  action: BuildIndex,
  run: (sql: string) => Promise<void>,
  { lockTimeoutMs, buildWaitMs }: LockWaits,
): Promise<void> {
  const live = await liveIndex(client, action);
  // Built by an attempt whose constraint did not get its lock. Any other index of that name is not ours: building fails.
  const waitsForConstraint = live === 'valid' && isConstraint(action.index);
  if (!waitsForConstraint) {
    const waitAtMost = (ms: number) => client.query(`SET lock_timeout = ${ms}`);
    const short = () => waitAtMost(lockTimeoutMs);
    // For every transaction that may still see the table as it was: nobody is held up meanwhile.
    await waitAtMost(buildWaitMs);
    try {
      if (live === 'invalid') await run(dropBuilt(action));
      await run(buildIndex(action.table, action.index));
    } catch (error) {
      await short();
      await removeFailed(client, action);
      throw error;
    }
    await short();
  }
  // The constraint is one look at a finished index: like all that locks readers out, it does not wait for long.
  if (isConstraint(action.index)) await run(constrainBy(action.table, action.index));
}

/**
 * Rows that stop it leave nothing behind. Where somebody's transaction is in the way that takes longer than a lock may:
 * what is left, as after a connection that died, is found when the run is resumed or given up.
 */
async function removeFailed(client: Client, action: BuildIndex): Promise<void> {
  // Only what is not valid is a leftover of this attempt: a whole index of that name is somebody else's.
  const left = await liveIndex(client, action).catch(() => 'missing' as const);
  if (left === 'invalid') await client.query(dropBuilt(action)).catch(() => undefined);
}

/** The index is there and does its work. */
export async function isBuilt(client: Client, action: BuildIndex): Promise<boolean> {
  return (await liveIndex(client, action)) === (isConstraint(action.index) ? 'constraint' : 'valid');
}

export async function takeBackBuild(client: Client, action: BuildIndex): Promise<void> {
  const live = await liveIndex(client, action);
  if (live === 'invalid' || live === 'valid') await client.query(dropBuilt(action));
}

async function liveIndex(client: Client, { table, index }: BuildIndex): Promise<Live> {
  const { rows } = await client.query<{ live: Live }>(LIVE, [index.name, table]);
  return rows[0]?.live ?? 'missing';
}

function dropBuilt({ index }: BuildIndex): string {
  return `DROP INDEX CONCURRENTLY IF EXISTS ${quoteName(index.name)}`;
}
