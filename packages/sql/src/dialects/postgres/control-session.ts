/**
 * Owns running control-plane statements on PostgreSQL.
 *
 * A write transaction is READ COMMITTED and starts with a transaction-scoped advisory lock on its organization, taken
 * before its first statement. So writers of one organization take turns and each statement sees all that was committed
 * before its turn: serialisable within an organization, which is as far as any statement reaches, and in commit order
 * (PostgreSQL makes a commit visible before it lets go of the lock). SERIALIZABLE would let them run side by side and
 * then fail all but one, because every write takes the organization's next event number. Organizations do not wait for
 * each other.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { AuthoringError, invariant, type TransactionOptions } from '@objectstack/metadata-authoring';
import type pg from 'pg';
import type { Columns, Session } from '../../control/session.ts';
import type { Statement, TenantValues } from '../../control/statement.ts';
import { isPostgresRetry, toAuthoringError } from './errors.ts';

const attempts = 5;
/** First key of our advisory locks: 'mda' in ASCII. */
const lockSpace = 0x6d6461;
const BEGIN = 'BEGIN;';
/** Its log is written in order with that of all others: the next commit that waits brings this one to the disk before itself. */
const BEGIN_LATER = 'BEGIN; SET LOCAL synchronous_commit = off;';

type Runner = pg.Pool | pg.PoolClient;

async function query<R>(runner: Runner, name: string, text: string, values: unknown[]) {
  try {
    return await runner.query<R & pg.QueryResultRow>({ name, text, values });
  } catch (error) {
    throw toAuthoringError(error);
  }
}

async function queryArrays(runner: Runner, name: string, text: string, values: unknown[]) {
  try {
    return await runner.query<unknown[]>({ name, text, values, rowMode: 'array' });
  } catch (error) {
    throw toAuthoringError(error);
  }
}

export class PostgresSession implements Session {
  readonly inTransaction = false;
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async all<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<R[]> {
    if (!statement.reads) return this.transaction((inner) => Promise.resolve(inner.all(statement, values)));
    const { rows } = await query<R>(this.#pool, statement.name, statement.sql, statement.bind(values));
    return rows;
  }

  async arrays<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<Columns[]> {
    if (!statement.reads)
      return this.transaction((inner) => Promise.resolve(inner.arrays(statement, values)));
    return (await queryArrays(this.#pool, statement.name, statement.sql, statement.bind(values))).rows;
  }

  async first<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<R | null> {
    return (await this.all(statement, values))[0] ?? null;
  }

  run<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<number> {
    return this.transaction((inner) => Promise.resolve(inner.run(statement, values)));
  }

  write<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<void> {
    return this.transaction((inner) => Promise.resolve(inner.write(statement, values)));
  }

  writeRows<V extends TenantValues, R>(
    statement: Statement<V, R>,
    rows: readonly V[],
    offset: number,
  ): Promise<void> {
    return this.transaction((inner) => Promise.resolve(inner.writeRows(statement, rows, offset)));
  }

  /** `work` runs again from its start when PostgreSQL ends the transaction in favour of another one. */
  async transaction<T>(
    work: (session: Session) => Promise<T>,
    { waitsForDisk = true }: TransactionOptions = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work, waitsForDisk);
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        if (attempt === attempts || !isPostgresRetry(cause)) throw error;
        await sleep(Math.random() * 10 * attempt);
      }
    }
  }

  async #attempt<T>(work: (session: Session) => Promise<T>, waitsForDisk: boolean): Promise<T> {
    const client = await connect(this.#pool);
    const transaction = new PostgresTransaction(client, waitsForDisk);
    // Between two statements nobody else listens: a connection that dies there would end the process.
    const onDeath = () => {
      transaction.broken = true;
    };
    client.on('error', onDeath);
    try {
      const result = await work(transaction);
      await transaction.commit();
      return result;
    } catch (error) {
      await transaction.rollback();
      throw error;
    } finally {
      client.off('error', onDeath);
      // A connection that could not even roll back is not given to the next one.
      client.release(transaction.broken);
    }
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw toAuthoringError(error);
  }
}

/**
 * One write transaction. It begins with its first statement, because only that says whose turn to wait for. Writes
 * whose result nobody reads are sent without waiting for the one before (the pool's connections pipeline): a staged
 * edit costs as many round trips as it reads, not as it writes.
 */
class PostgresTransaction implements Session {
  readonly inTransaction = true;
  readonly #client: pg.PoolClient;
  #state: 'idle' | 'open' | 'ended' = 'idle';
  #lockedOrg: string | undefined;
  /** Settles when everything that was sent and not waited for has been answered. */
  #sent: Promise<unknown> | undefined;
  broken = false;
  readonly #waitsForDisk: boolean;

  constructor(client: pg.PoolClient, waitsForDisk: boolean) {
    this.#client = client;
    this.#waitsForDisk = waitsForDisk;
  }

  async all<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<R[]> {
    this.#enter(values.org);
    return (
      await this.#settled(query<R>(this.#client, statement.name, statement.sql, statement.bind(values)))
    ).rows;
  }

  async arrays<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<Columns[]> {
    this.#enter(values.org);
    const bound = statement.bind(values);
    return (await this.#settled(queryArrays(this.#client, statement.name, statement.sql, bound))).rows;
  }

  async first<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<R | null> {
    return (await this.all(statement, values))[0] ?? null;
  }

  async run<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Promise<number> {
    this.#enter(values.org);
    const bound = statement.bind(values);
    return (await this.#settled(query(this.#client, statement.name, statement.sql, bound))).rowCount ?? 0;
  }

  write<V extends TenantValues, R>(statement: Statement<V, R>, values: V): void {
    this.#enter(values.org);
    this.#send(query(this.#client, statement.name, statement.sql, statement.bind(values)));
  }

  writeRows<V extends TenantValues, R>(statement: Statement<V, R>, rows: readonly V[], offset: number): void {
    const org = rows[offset]?.org;
    invariant(org !== undefined, 'a batch needs rows');
    this.#enter(org);
    this.#send(query(this.#client, statement.name, statement.sql, statement.bindRows(rows, offset)));
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(this);
  }

  /** @throws what any statement of the transaction failed with */
  async commit(): Promise<void> {
    const begun = this.#state === 'open';
    this.#state = 'ended';
    await this.#settled(Promise.resolve());
    if (!begun) return;
    // Of a transaction in which something failed, whether or not anybody looked, COMMIT makes a silent ROLLBACK.
    if ((await control(this.#client, 'COMMIT')) === 'COMMIT') return;
    throw new AuthoringError(
      'STATEMENT_FAILED',
      'a transaction went on after one of its statements had failed',
      {
        suggestion: 'report this with the id of the run or request',
      },
    );
  }

  async rollback(): Promise<void> {
    const begun = this.#lockedOrg !== undefined;
    this.#state = 'ended';
    if (!begun) return;
    try {
      await control(this.#client, 'ROLLBACK');
    } catch {
      // Whatever it was, the error that led here is the one to tell; the connection is not used again.
      this.broken = true;
    }
  }

  /** Begin and lock are one message; the lock's keys are two integers of ours. */
  #enter(org: string): void {
    invariant(this.#state !== 'ended', 'a transaction was used after its end');
    if (org === this.#lockedOrg) return;
    const lock = `SELECT pg_advisory_xact_lock(${lockSpace}, ${lockKey(org)})`;
    const begin = this.#state === 'idle';
    this.#state = 'open';
    this.#lockedOrg = org;
    this.#send(control(this.#client, begin ? `${this.#waitsForDisk ? BEGIN : BEGIN_LATER} ${lock}` : lock));
  }

  #send(answer: Promise<unknown>): void {
    const before = this.#sent;
    this.#sent = before !== undefined ? Promise.all([before, answer]) : answer;
    // It is awaited later; until then a failure must not count as unhandled.
    this.#sent.catch(() => {});
    answer.catch(() => {});
  }

  /** The first failure is the cause of those after it ("current transaction is aborted"): it is the one to throw. */
  async #settled<T>(answer: Promise<T>): Promise<T> {
    const before = this.#sent;
    if (before === undefined) return answer;
    this.#sent = undefined;
    answer.catch(() => {});
    await before;
    return answer;
  }
}

/** @returns the command that the server says it ran */
async function control(client: pg.PoolClient, text: string): Promise<string> {
  try {
    return (await client.query(text)).command;
  } catch (error) {
    throw toAuthoringError(error);
  }
}

/** FNV-1a as a signed 32-bit integer: two organizations that share one only wait for each other. */
function lockKey(org: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < org.length; i += 1) hash = Math.imul(hash ^ org.charCodeAt(i), 0x01000193);
  return hash | 0;
}
