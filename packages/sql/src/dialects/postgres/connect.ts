/** Owns opening an environment's PostgreSQL database: session settings, durability, and what a refusal means. */
import { AuthoringError, type EnvironmentRow } from '@objectstack/metadata-authoring';
import type pg from 'pg';
import type { SessionOptions } from '../../environment/dialect.ts';
import { awaitAnswers } from './awaited-client.ts';
import { sqlState, toAuthoringError } from './errors.ts';
import { observedClient } from './observed-client.ts';
import { PostgresSession } from './session.ts';

/** A runner that stopped inside a transaction must not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * Pages of a large table leave the server's cache for the file system's, where they wait for a checkpoint to write them all:
 * meanwhile no commit of anybody reaches the disk. This session has its own written as it goes, 32 of them at a time, where
 * the platform can and nobody has decided otherwise.
 */
const WRITE_BEHIND = `SELECT set_config(name, '32', false) FROM pg_settings WHERE name = 'backend_flush_after' AND setting = '0' AND max_val::int >= 32`;

export async function connect(
  environment: EnvironmentRow,
  options: SessionOptions,
): Promise<PostgresSession> {
  const Client = observedClient('target', options.observer);
  const client = new Client({
    connectionString: environment.databaseUrl,
    connectionTimeoutMillis: options.silenceMs,
    application_name: 'metadata-authoring',
    keepAlive: true,
    keepAliveInitialDelayMillis: options.silenceMs,
  });
  const answers = awaitAnswers(client, options.silenceMs);
  try {
    await client.connect();
    return new PostgresSession(client, options, {
      answers,
      backendId: await prepareSession(client, options.lockTimeoutMs),
    });
  } catch (error) {
    client.on('error', () => undefined);
    await client.end();
    throw refusal(environment, error);
  }
}

/**
 * Literals without a zone mean UTC, plain quotes mean plain text, and what is acknowledged is on disk.
 * @returns the number of the server's process @throws DURABILITY_UNSAFE when the server does not let this session commit
 * synchronously
 */
async function prepareSession(client: pg.Client, lockTimeoutMs: number): Promise<number | undefined> {
  const settings: Readonly<Record<string, string>> = {
    lock_timeout: `${lockTimeoutMs}ms`,
    idle_in_transaction_session_timeout: `${IDLE_IN_TRANSACTION_MS}ms`,
    TimeZone: 'UTC',
    standard_conforming_strings: 'on',
  };
  const places = Object.keys(settings).map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, false)`);
  await client.query(`SELECT ${places.join(', ')}`, Object.entries(settings).flat());
  await client.query(WRITE_BEHIND);
  const { synchronousCommit, backendId } = await facts(client);
  if (synchronousCommit !== 'off') return backendId;
  // A server may trade its users' last commits for speed; a schema change and its mark must not be among them.
  await client.query("SELECT set_config('synchronous_commit', 'on', false)");
  if ((await facts(client)).synchronousCommit === 'off')
    throw new AuthoringError(
      'DURABILITY_UNSAFE',
      'the database acknowledges commits before they are on disk',
      {
        suggestion: 'set synchronous_commit to on for this database',
      },
    );
  return backendId;
}

interface ServerFacts {
  readonly synchronousCommit?: string;
  readonly backendId?: number;
}

async function facts(client: pg.Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts>(
    `SELECT current_setting('synchronous_commit') AS "synchronousCommit", pg_backend_pid() AS "backendId"`,
  );
  return rows[0] ?? {};
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
