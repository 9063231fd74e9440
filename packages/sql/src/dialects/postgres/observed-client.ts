/** Owns showing every statement of a PostgreSQL connection to an observer. Without one it is the driver's own class. */
import pg from 'pg';
import type { StatementObserver } from '../../statement-observer.ts';

export function observedClient(
  database: 'control' | 'target',
  observer: StatementObserver | undefined,
): typeof pg.Client {
  if (!observer) return pg.Client;
  class ObservedClient extends pg.Client {}
  // The overloads of `query` cannot be written again: the promise form is the only one in use here.
  const query = pg.Client.prototype.query as (this: pg.Client, ...values: unknown[]) => unknown;
  const observed = async function (this: pg.Client, ...values: unknown[]): Promise<unknown> {
    const sql = textOf(values[0]);
    observer.before(database, sql);
    const result = await query.apply(this, values);
    observer.after(database, sql);
    return result;
  };
  Object.defineProperty(ObservedClient.prototype, 'query', { value: observed });
  return ObservedClient;
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : '';
}
