/**
 * Owns how an error of MySQL or MariaDB becomes an AuthoringError: by errno, never by message text.
 * Messages hold no SQL, host or name of the server; the original stays in `cause`.
 */
import { AuthoringError, isAuthoringError } from '@objectstack/metadata-authoring';
import { statementTimeout } from '../../environment/lock-errors.ts';

/** The server's errno, or null when the server did not send the error. */
export function mysqlErrno(error: unknown): number | null {
  if (!(error instanceof Error) || !('errno' in error) || !('sqlState' in error)) return null;
  return typeof error.errno === 'number' && error.errno >= 1_000 ? error.errno : null;
}

/** Lock wait timeout (rows and metadata), deadlock, NOWAIT: nothing of the statement happened. */
const LOCKS: ReadonlySet<number> = new Set([1205, 1213, 3572]);
/** Interrupted by somebody, or by a limit on its time. */
const INTERRUPTED: ReadonlySet<number> = new Set([1317, 1969, 3024]);
const DISK_FULL: ReadonlySet<number> = new Set([1021, 1114]);
/** No connection left, access or database refused, shutdown, network, killed, read-only. */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  1040, 1043, 1044, 1045, 1049, 1053, 1077, 1079, 1129, 1130, 1158, 1159, 1160, 1161, 1203, 1226, 1290, 1698,
  1836, 1927, 3118, 3168, 4031,
]);
/** The ALGORITHM or the LOCK that an ALTER names, for this table. */
const ALTER_REFUSED: ReadonlySet<number> = new Set([1845, 1846]);
const DENIED: ReadonlySet<number> = new Set([1142, 1143, 1227, 1370]);
/** Identifier, keys, key length (of the row format, too), columns, row size; a text that is to be a key. */
const LIMITS_EXCEEDED: ReadonlySet<number> = new Set([1059, 1069, 1070, 1071, 1073, 1117, 1118, 1170, 1709]);
/** Duplicate, null, out of range, truncated, incorrect, too long, no JSON, a check that fails. */
const ROWS: ReadonlySet<number> = new Set([
  1048, 1062, 1138, 1264, 1265, 1292, 1365, 1366, 1406, 1411, 1586, 1690, 3140, 3141, 3819, 4025,
]);

/** The same statement may be sent again: nothing of it happened. */
export function isMysqlLockTimeout(error: unknown): boolean {
  return LOCKS.has(mysqlErrno(error) ?? 0);
}

/** Nothing happened: the server cannot do it in the way that the statement names. */
export function isAlterRefused(error: unknown): boolean {
  return ALTER_REFUSED.has(mysqlErrno(error) ?? 0);
}

/** The rows are at fault, not the plan. */
export function isMysqlRowError(error: unknown): boolean {
  return ROWS.has(mysqlErrno(error) ?? 0);
}

/** Passes an AuthoringError through; anything else gets the code that its errno asks for. */
export function toAuthoringError(error: unknown): AuthoringError {
  if (isAuthoringError(error)) return error;
  const errno = mysqlErrno(error);
  const details = errno === null ? {} : { errno };
  const explained = (code: AuthoringError['code'], message: string, suggestion: string) =>
    new AuthoringError(code, message, { details, suggestion, cause: error });
  if (errno === null ? isConnectionFailure(error) : UNAVAILABLE.has(errno))
    return explained(
      'DATABASE_UNAVAILABLE',
      'the database cannot be reached',
      'check that the server runs and that address, database and credentials are right',
    );
  if (errno !== null && INTERRUPTED.has(errno)) return statementTimeout(details, error);
  if (errno !== null && LOCKS.has(errno))
    return explained(
      'LOCK_TIMEOUT',
      'the database is busy with another transaction',
      'try again; if it stays so, look for a session that holds the lock',
    );
  if (errno !== null && DISK_FULL.has(errno))
    return explained(
      'DISK_FULL',
      'the disk of the database is full',
      "free space on the database server's disk, then try again",
    );
  if (errno !== null && LIMITS_EXCEEDED.has(errno))
    return explained(
      'ENGINE_LIMIT',
      'the table needs more than the engine holds',
      'shorten the fields of the table, give an indexed text a maxLength, or split the object',
    );
  if (errno !== null && ALTER_REFUSED.has(errno))
    return explained(
      'ONLINE_REFUSED',
      'the server would copy the table while nobody can write it',
      'make this change by hand at a time when the table may be locked, then resume the run or publish again: what is there is taken',
    );
  if (errno !== null && DENIED.has(errno))
    return explained(
      'STATEMENT_FAILED',
      'the user of the environment may not run a statement',
      "grant the user of the environment's URL all privileges on its database, then resume the run",
    );
  return explained(
    'STATEMENT_FAILED',
    'a statement failed on MySQL',
    'report this with the errno and the id of the run or request',
  );
}

/** What the server did not say, the socket or the driver did; a wrong argument of ours is one of the built-in kinds. */
function isConnectionFailure(error: unknown): boolean {
  return error instanceof Error && !ownMistakes.some((kind) => error instanceof kind);
}

const ownMistakes = [TypeError, RangeError, ReferenceError, SyntaxError] as const;
