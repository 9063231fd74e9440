/**
 * Owns how an error of PostgreSQL becomes an AuthoringError: by SQLSTATE or errno, never by message text.
 * Messages hold no SQL, host or name of the server; the original stays in `cause`.
 */
import { AuthoringError, isAuthoringError } from '@objectstack/metadata-authoring';
import { statementTimeout } from '../../environment/lock-errors.ts';

/** The five-character SQLSTATE, or null when the server did not send the error. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) && 'severity' in error
    ? error.code
    : null;
}

/** A unique or primary key was violated. */
export function isPostgresDuplicate(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** The transaction lost against another one and succeeds when it is run again from its start. */
export function isPostgresRetry(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** Classes 22 data exception and 23 constraint violation: the rows are at fault, not the plan. */
export function isRowState(state: string | null): boolean {
  return state !== null && /^2[23]/.test(state);
}

/** Passes an AuthoringError through; anything else gets the code that its SQLSTATE asks for. */
export function toAuthoringError(error: unknown): AuthoringError {
  if (isAuthoringError(error)) return error;
  const state = sqlState(error);
  // query_canceled: by statement_timeout, or by somebody
  if (state === '57014') return statementTimeout({ state }, error);
  // lock_not_available, serialization_failure, deadlock_detected
  if (state === '55P03' || state === '40001' || state === '40P01') {
    return new AuthoringError('LOCK_TIMEOUT', 'the database is busy with another transaction', {
      details: { state },
      suggestion: 'try again; if it stays so, look for a session that holds the lock',
      cause: error,
    });
  }
  if (state === '53100') {
    return new AuthoringError('DISK_FULL', 'the disk of the database is full', {
      details: { state },
      suggestion: "free space on the database server's disk, then try again",
      cause: error,
    });
  }
  if (isConnectionFailure(error, state)) {
    return new AuthoringError('DATABASE_UNAVAILABLE', 'the database cannot be reached', {
      details: state === null ? {} : { state },
      suggestion: 'check that the server runs and that address, database and credentials are right',
      cause: error,
    });
  }
  return new AuthoringError('STATEMENT_FAILED', 'a statement failed on PostgreSQL', {
    details: state === null ? {} : { state },
    suggestion: 'report this with the state and the id of the run or request',
    cause: error,
  });
}

/** Classes 08 connection, 28 authorisation, 3D no such database, 57P shutdown, 53 resources; or no answer at all. */
function isConnectionFailure(error: unknown, state: string | null): boolean {
  if (state !== null) return /^(08|28|3D|57P|53)/.test(state);
  // What the server did not say, the socket or the pool did; a wrong argument of ours is one of the built-in kinds.
  return error instanceof Error && !ownMistakes.some((kind) => error instanceof kind);
}

const ownMistakes = [TypeError, RangeError, ReferenceError, SyntaxError] as const;
