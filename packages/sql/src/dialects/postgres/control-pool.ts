/**
 * Owns the connections of a control plane on PostgreSQL: their limits, their number format, and the promise that a
 * commit that was acknowledged is on disk (synchronous_commit).
 */
import { AuthoringError, LIMITS } from '@objectstack/metadata-authoring';
import pg from 'pg';
import { writeWaitMs } from '../../control/control-database.ts';
import type { StatementObserver } from '../../statement-observer.ts';
import { observedClient } from './observed-client.ts';

const poolConnections = 10;
const connectTimeoutMs = 10_000;
/** A process that was stopped in the middle of a transaction must not hold its organization up for ever. */
const idleInTransactionMs = 60_000;

const int8 = 20;

/** Our integers stay far below 2^53; pg would hand them out as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

export interface ControlPoolOptions {
  readonly observer?: StatementObserver;
  /** How long one statement and its turn are waited for, in milliseconds. Default: LIMITS.control_statement_ms. */
  readonly statementMs?: number;
}

/** Connections open on first use. */
export function controlPool(
  url: string,
  { observer, statementMs = LIMITS.control_statement_ms }: ControlPoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    Client: observedClient('control', observer),
    connectionString: url,
    max: poolConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: LIMITS.silence_ms,
    lock_timeout: writeWaitMs,
    query_timeout: statementMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    application_name: 'metadata-authoring',
    types,
    pipeline: true,
    onConnect: assureDurability,
  });
  // A server that closes an idle connection is no failure of anybody's call: the next call opens another one.
  pool.on('error', () => {});
  return pool;
}

/** A server whose default is off is overruled for our sessions; a stronger setting of its own is kept. */
async function assureDurability(client: pg.ClientBase): Promise<void> {
  const read = async () =>
    (await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit')).rows[0];
  if ((await read())?.synchronous_commit !== 'off') return;
  await client.query('SET synchronous_commit = on');
  const now = (await read())?.synchronous_commit;
  if (now !== 'off' && now !== undefined) return;
  throw new AuthoringError('DURABILITY_UNSAFE', 'the control plane does not keep what it acknowledges', {
    details: { synchronous_commit: now },
    suggestion: 'set synchronous_commit = on for the role or the database of the control plane',
  });
}
