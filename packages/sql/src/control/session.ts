/**
 * Owns what a store needs of a database: run compiled statements, and join a transaction. A session of SQLite answers
 * at once, one of PostgreSQL later: `await` takes both, and the first pays no round through the event loop.
 */
import { invariant, type TransactionOptions } from '@objectstack/metadata-authoring';
import { BatchStatement, type Statement, type TenantValues } from './statement.ts';

export type Answer<T> = T | Promise<T>;

/** The values of one row. */
export type Columns = readonly unknown[];

export interface Session {
  /** Bound to one open write transaction; outside, reads see what is committed. */
  readonly inTransaction: boolean;
  /** Rows of a select, or of a write with RETURNING. */
  all<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Answer<R[]>;
  /** The same rows as arrays, in the order of the columns: for long reads, of which an object a row is most of the cost. */
  arrays<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Answer<Columns[]>;
  /** The first of those rows, or null. */
  first<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Answer<R | null>;
  /** Runs a write. @returns how many rows it touched */
  run<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Answer<number>;
  /**
   * Runs a write of which nothing needs to be known. Inside a transaction PostgreSQL is not waited for: a failure
   * comes out of the next statement or the commit.
   */
  write<V extends TenantValues, R>(statement: Statement<V, R>, values: V): Answer<void>;
  /** The same for one shape of a batch: `rows` from `offset`. */
  writeRows<V extends TenantValues, R>(
    statement: Statement<V, R>,
    rows: readonly V[],
    offset: number,
  ): Answer<void>;
  /** Joins the open transaction, or runs `work` in one of its own. */
  transaction<T>(work: (session: Session) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** Inserts any number of rows, in their order, in few statements. */
export async function insertAll<V extends TenantValues, R>(
  session: Session,
  batch: BatchStatement<V, R>,
  rows: readonly V[],
): Promise<void> {
  if (rows.length === 0) return;
  if (rows.length === 1) return session.writeRows(batch.forSize(1), rows, 0);
  await session.transaction(async (inner) => {
    for (const [offset, size] of BatchStatement.cut(rows.length)) {
      await inner.writeRows(batch.forSize(size), rows, offset);
    }
  });
}

/** For what is only correct together with the rest of its transaction. @throws ASSERTION_FAILED */
export function assertTransaction(session: Session, what: string): void {
  invariant(session.inTransaction, `${what} needs an open transaction`);
}
