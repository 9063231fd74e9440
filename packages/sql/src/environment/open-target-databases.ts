/** Owns which dialect serves which engine, and the options that every environment's database is opened with. */
import type {
  Engine,
  EnvironmentRow,
  TargetDatabase,
  TargetDatabases,
} from '@objectstack/metadata-authoring';
import type { StatementObserver } from '../statement-observer.ts';
import type { Action, TargetDialect } from './dialect.ts';
import { IdleSessions } from './idle-sessions.ts';
import { sessionOptions } from './session-options.ts';
import { SqlTargetDatabase } from './sql-target-database.ts';
import type { StatementLimits } from './statement-limits.ts';

export interface TargetDatabaseOptions {
  /** How long one attempt waits for a lock, in milliseconds. Default: LIMITS.lock_timeout_ms. */
  readonly lockTimeoutMs?: number;
  /** How long lock timeouts are retried, in milliseconds. Default: 20 times the lock timeout. */
  readonly lockRetryMs?: number;
  /**
   * How long an index that is built beside writers waits for transactions older than itself, in milliseconds; nobody waits
   * behind it. Default: LIMITS.online_build_wait_ms.
   */
  readonly buildWaitMs?: number;
  /** How long one statement may last, in milliseconds. Default: the three of LIMITS. */
  readonly statementLimits?: Partial<StatementLimits>;
  /** How long a server may say nothing where it should answer, in milliseconds. Default: LIMITS.silence_ms. */
  readonly silenceMs?: number;
  /** How long a connection waits for its next use, in milliseconds. Default 0: closed after each use. */
  readonly keepIdleMs?: number;
  readonly observer?: StatementObserver;
}

export interface OpenTargetDatabases extends TargetDatabases {
  /** Closes the connections that wait for their next use. */
  close(): Promise<void>;
}

const RETRIES_PER_BUDGET = 20;

/** The databases of environments, by the scheme of their URL. */
export function openTargetDatabases(options: TargetDatabaseOptions = {}): OpenTargetDatabases {
  const session = sessionOptions(options);
  const budgetMs = options.lockRetryMs ?? session.lockTimeoutMs * RETRIES_PER_BUDGET;
  const idle = new Map<Engine, IdleSessions<never>>();
  function idleOf<A extends Action>(dialect: TargetDialect<A>): IdleSessions<A> {
    const sessions = idle.get(dialect.engine) ?? new IdleSessions<never>(options.keepIdleMs ?? 0);
    idle.set(dialect.engine, sessions);
    // One dialect an engine: what was given under its name is its own.
    return sessions as unknown as IdleSessions<A>;
  }
  async function opened<A extends Action>(
    dialect: TargetDialect<A>,
    environment: EnvironmentRow,
  ): Promise<TargetDatabase> {
    const connect = () => dialect.connect(environment, session);
    const sessions = idleOf(dialect);
    const url = environment.databaseUrl;
    const kept = await sessions.take(url);
    const retry = { budgetMs, pauseMinMs: 20, pauseMaxMs: 1_000 };
    return new SqlTargetDatabase(dialect, kept ?? (await connect()), {
      kept: kept !== undefined,
      reconnect: connect,
      retry,
      silenceMs: session.silenceMs,
      release: (used) => sessions.give(url, used),
    });
  }
  // The driver of an engine that no environment uses is never loaded.
  const openers: Record<Engine, (environment: EnvironmentRow) => Promise<TargetDatabase>> = {
    sqlite: async (environment) =>
      opened((await import('../dialects/sqlite/dialect.ts')).sqliteDialect, environment),
    postgres: async (environment) =>
      opened((await import('../dialects/postgres/dialect.ts')).postgresDialect, environment),
    mysql: async (environment) =>
      opened((await import('../dialects/mysql/dialect.ts')).mysqlDialect, environment),
  };
  return {
    open: (environment) => openers[environment.engine](environment),
    async close() {
      for (const sessions of idle.values()) await sessions.close();
    },
  };
}
