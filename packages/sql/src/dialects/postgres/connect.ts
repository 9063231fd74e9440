/** Owns opening an environment's PostgreSQL database: session settings, durability, and what a refusal means. */
import { AuthoringError, type EnvironmentRow } from '@objectstack/metadata-authoring';
import type pg from 'pg';
import type { SessionOptions } from '../../environment/dialect.ts';
import { sqlState, toAuthoringError } from './errors.ts';
import { observedClient } from './observed-client.ts';
import { PostgresSession } from './session.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A runner that stopped inside a transaction must not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 60_000;

export async function connect(
  environment: EnvironmentRow,
  options: SessionOptions,
): Promise<PostgresSession> {
  const Client = observedClient('target', options.observer);
  const client = new Client({
    connectionString: environment.databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'metadata-authoring',
    keepAlive: true,
  });
  try {
    await client.connect();
    await prepareSession(client, options.lockTimeoutMs);
    return new PostgresSession(client, options);
  } catch (error) {
    client.on('error', () => undefined);
    await client.end();
    throw refusal(environment, error);
  }
}

/**
 * Literals without a zone mean UTC, plain quotes mean plain text, and what is acknowledged is on disk.
 * @throws DURABILITY_UNSAFE when the server does not let this session commit synchronously
 */
async function prepareSession(client: pg.Client, lockTimeoutMs: number): Promise<void> {
  const settings: Readonly<Record<string, string>> = {
    lock_timeout: `${lockTimeoutMs}ms`,
    idle_in_transaction_session_timeout: `${IDLE_IN_TRANSACTION_MS}ms`,
    TimeZone: 'UTC',
    standard_conforming_strings: 'on',
  };
  for (const [name, value] of Object.entries(settings))
    await client.query('SELECT set_config($1, $2, false)', [name, value]);
  if ((await synchronousCommit(client)) !== 'off') return;
  // A server may trade its users' last commits for speed; a schema change and its mark must not be among them.
  await client.query("SELECT set_config('synchronous_commit', 'on', false)");
  if ((await synchronousCommit(client)) === 'off')
    throw new AuthoringError(
      'DURABILITY_UNSAFE',
      'the database acknowledges commits before they are on disk',
      {
        suggestion: 'set synchronous_commit to on for this database',
      },
    );
}

async function synchronousCommit(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
  return rows[0]?.synchronous_commit;
}

function refusal(environment: EnvironmentRow, error: unknown): Error {
  const explained = toAuthoringError(error);
  if (explained.code === 'DURABILITY_UNSAFE') return explained;
  const [reason, suggestion] = whyRefused(sqlState(error));
  return new AuthoringError(
    'DATABASE_UNAVAILABLE',
    `the database of environment '${environment.name}' ${reason}`,
    {
      details: { ...explained.details, environment: environment.name },
      suggestion,
      cause: error,
    },
  );
}

function whyRefused(state: string | null): readonly [reason: string, suggestion: string] {
  if (state === '3D000')
    return ['does not exist', 'create the database, or correct the URL of the environment'];
  if (state?.startsWith('28'))
    return ['refuses this user', 'correct user and password in the URL of the environment'];
  if (state === '53300') return ['has no connection left', 'close other sessions, or raise max_connections'];
  return ['cannot be reached', 'check that the server runs and that host and port of the URL are right'];
}
