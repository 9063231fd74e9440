/**
 * Owns environments as they are behind a pooler that gives every transaction another session: a lock of the session says
 * nothing there, and lease and fence must suffice.
 */
import type { TargetDatabases } from '@objectstack/metadata-authoring';
import { mysqlDialect } from '../../../packages/sql/src/dialects/mysql/dialect.ts';
import { postgresDialect } from '../../../packages/sql/src/dialects/postgres/dialect.ts';
import { sqliteDialect } from '../../../packages/sql/src/dialects/sqlite/dialect.ts';
import type { TargetDialect, TargetSession } from '../../../packages/sql/src/environment/dialect.ts';
import { sessionOptions } from '../../../packages/sql/src/environment/session-options.ts';
import { SqlTargetDatabase } from '../../../packages/sql/src/environment/sql-target-database.ts';
import type { StatementObserver } from '../../../packages/sql/src/statement-observer.ts';

const RETRY = { budgetMs: 200, pauseMinMs: 20, pauseMaxMs: 100 };

export function withoutSessionLocks(observer: StatementObserver): TargetDatabases {
  const dialects = { sqlite: sqliteDialect, postgres: postgresDialect, mysql: mysqlDialect };
  return {
    async open(environment) {
      const dialect = dialects[environment.engine] as unknown as TargetDialect<never>;
      const connect = async () =>
        unlocked(await dialect.connect(environment, sessionOptions({ lockTimeoutMs: 50, observer })));
      return new SqlTargetDatabase(dialect, await connect(), { reconnect: connect, retry: RETRY });
    },
  };
}

/** Everybody is granted the session lock. */
function unlocked(session: TargetSession<never>): TargetSession<never> {
  return new Proxy(session, {
    get(target, key) {
      if (key === 'lock') return async () => true;
      if (key === 'unlock') return async () => {};
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
