/** Owns showing every statement of a SQLite connection to an observer. Without one the connection is used as it is. */
import type { Database, Statement } from 'better-sqlite3';
import type { StatementObserver } from '../../statement-observer.ts';

const RUNS = new Set<PropertyKey>(['run', 'get', 'all', 'iterate']);

/** The same connection; `exec`, `pragma` and prepared statements go by way of the observer. */
export function observedDatabase(
  db: Database,
  database: 'control' | 'target',
  observer: StatementObserver | undefined,
): Database {
  if (!observer) return db;
  const observed = <T>(sql: string, work: () => T): T => {
    observer.before(database, sql);
    const result = work();
    observer.after(database, sql);
    return result;
  };
  return new Proxy(db, {
    get(target, key) {
      if (key === 'exec') return (sql: string) => observed(sql, () => target.exec(sql));
      if (key === 'pragma')
        return (source: string, options?: Parameters<Database['pragma']>[1]) =>
          observed(`PRAGMA ${source}`, () => target.pragma(source, options));
      if (key === 'prepare') return (sql: string) => observedStatement(target.prepare(sql), sql, observed);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function observedStatement(
  statement: Statement,
  sql: string,
  observed: <T>(sql: string, work: () => T) => T,
): Statement {
  const proxy: Statement = new Proxy(statement, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]) => {
        const call = () => value.apply(target, values) as unknown;
        const result = RUNS.has(key) ? observed(sql, call) : call();
        // pluck(), raw() and their like answer with the statement itself.
        return result === target ? proxy : result;
      };
    },
  });
  return proxy;
}
