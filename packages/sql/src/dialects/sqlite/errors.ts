/**
 * Owns how an error of SQLite becomes an AuthoringError: by result code, never by message text.
 * Messages hold no SQL and no path of the server; the original stays in `cause`.
 */
import { AuthoringError, isAuthoringError } from '@objectstack/metadata-authoring';

/** The extended result code, for example `SQLITE_BUSY_SNAPSHOT`, or null when it is no error of SQLite. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null;
}

/** A unique or primary key was violated. */
export function isSqliteDuplicate(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** Passes an AuthoringError through; anything else gets the code that its result code asks for. */
export function toAuthoringError(error: unknown): AuthoringError {
  if (isAuthoringError(error)) return error;
  const code = sqliteCode(error);
  // SQLITE_BUSY_SNAPSHOT and its like differ from their primary code only by a suffix.
  switch (code === null ? null : code.split('_', 2)[1]) {
    case 'BUSY':
    case 'LOCKED':
      return new AuthoringError('LOCK_TIMEOUT', 'the database is busy with another write', {
        details: { code },
        suggestion: 'try again; if it stays so, look for a process that holds the database file',
        cause: error,
      });
    case 'FULL':
      return new AuthoringError('DISK_FULL', 'the disk of the database is full', {
        details: { code },
        suggestion: 'free space where the database file lives, then try again',
        cause: error,
      });
    case 'CANTOPEN':
    case 'NOTADB':
    case 'CORRUPT':
    case 'IOERR':
    case 'READONLY':
    case 'PERM':
    case 'AUTH':
      return new AuthoringError('DATABASE_UNAVAILABLE', 'the database file cannot be used', {
        details: { code },
        suggestion: 'check that the file exists, is a SQLite database and may be written by this user',
        cause: error,
      });
    default:
      return new AuthoringError('STATEMENT_FAILED', 'a statement failed on SQLite', {
        details: code === null ? {} : { code },
        suggestion: 'report this with the code and the id of the run or request',
        cause: error,
      });
  }
}
