/** Owns opening an environment's MySQL or MariaDB database: session settings, durability, and what a refusal means. */
import { AuthoringError, type EnvironmentRow } from '@objectstack/metadata-authoring';
import { type Connection, createConnection } from 'mysql2/promise';
import { AnswerWait } from '../../environment/answer-wait.ts';
import type { SessionOptions } from '../../environment/dialect.ts';
import { mysqlErrno, toAuthoringError } from './errors.ts';
import { ObservedClient } from './observed-client.ts';
import { MysqlSession } from './session.ts';

/** What does not fit is refused, never cut; a backslash escapes, as the driver and our quoting have it. */
const SQL_MODE =
  'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

export async function connect(environment: EnvironmentRow, options: SessionOptions): Promise<MysqlSession> {
  let connection: Connection | undefined;
  try {
    connection = await createConnection({
      uri: environment.databaseUrl,
      charset: 'utf8mb4',
      timezone: 'Z',
      dateStrings: true,
      connectTimeout: options.silenceMs,
      enableKeepAlive: true,
      keepAliveInitialDelay: options.silenceMs,
    });
    const opened = connection;
    const answers = new AnswerWait(options.silenceMs, () => opened.destroy());
    // Whole seconds are all that the server counts in.
    const lockTimeoutSeconds = Math.ceil(options.lockTimeoutMs / 1_000);
    const { fromMariaDb, serverId } = await answers.of(prepareSession(connection, lockTimeoutSeconds));
    const client = new ObservedClient(connection, fromMariaDb, answers, options.observer);
    const session = new MysqlSession(
      client,
      { ...options, lockTimeoutMs: lockTimeoutSeconds * 1_000 },
      serverId,
    );
    for (const event of ['error', 'end']) connection.on(event, () => session.discard());
    return session;
  } catch (error) {
    connection?.destroy();
    throw refusal(environment, error);
  }
}

/**
 * Literals mean UTC, what does not fit is refused, and what is acknowledged is on disk.
 * @returns whether the server is a MariaDB, and by which number it knows the connection
 * @throws DURABILITY_UNSAFE when it acknowledges commits before they are on disk
 */
async function prepareSession(
  connection: Connection,
  lockTimeoutSeconds: number,
): Promise<{ readonly fromMariaDb: boolean; readonly serverId: number }> {
  await connection.query(
    `SET SESSION sql_mode = ?, time_zone = '+00:00', lock_wait_timeout = ?, innodb_lock_wait_timeout = ?,
      default_storage_engine = InnoDB`,
    [SQL_MODE, lockTimeoutSeconds, lockTimeoutSeconds],
  );
  // Batches of rows lock what they change, not the gaps between, where others insert.
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  const [rows] = await connection.query({
    sql: 'SELECT @@global.innodb_flush_log_at_trx_commit, version(), connection_id()',
    rowsAsArray: true,
  });
  const [[flush, version, serverId]] = rows as unknown as [[number, string, number]];
  if (Number(flush) !== 1)
    throw new AuthoringError(
      'DURABILITY_UNSAFE',
      'the database acknowledges commits before they are on disk',
      { details: { flush }, suggestion: 'set innodb_flush_log_at_trx_commit to 1 for this server' },
    );
  return { fromMariaDb: version.includes('MariaDB'), serverId: Number(serverId) };
}

function refusal(environment: EnvironmentRow, error: unknown): Error {
  const explained = toAuthoringError(error);
  if (explained.code === 'DURABILITY_UNSAFE') return explained;
  const [reason, suggestion] = whyRefused(mysqlErrno(error));
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

function whyRefused(errno: number | null): readonly [reason: string, suggestion: string] {
  if (errno === 1049) return ['does not exist', 'create the database, or correct the URL of the environment'];
  if (errno === 1044 || errno === 1045 || errno === 1698)
    return ['refuses this user', 'correct user and password in the URL of the environment'];
  if (errno === 1040 || errno === 1203)
    return ['has no connection left', 'close other sessions, or raise max_connections'];
  return ['cannot be reached', 'check that the server runs and that host and port of the URL are right'];
}
