/**
 * Owns the one error type and the one table code → kind → HTTP status → exit code.
 * Every code has a page in docs/errors/; a test holds table and pages together, both ways.
 */
export type ErrorKind =
  | 'invalid'
  | 'too_large'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gated'
  | 'busy'
  | 'unavailable'
  | 'integrity'
  | 'bug';

export const ERROR_KINDS: Readonly<Record<ErrorKind, { readonly http: number; readonly exit: number }>> = {
  invalid: { http: 422, exit: 2 },
  too_large: { http: 413, exit: 2 },
  unauthenticated: { http: 401, exit: 3 },
  forbidden: { http: 403, exit: 3 },
  not_found: { http: 404, exit: 4 },
  conflict: { http: 409, exit: 5 },
  gated: { http: 403, exit: 6 },
  busy: { http: 423, exit: 7 },
  unavailable: { http: 503, exit: 8 },
  integrity: { http: 500, exit: 9 },
  bug: { http: 500, exit: 70 },
};

/** Codes are never reused. The kind decides status and exit code. */
export const ERROR_CODES = {
  INPUT_UNPARSABLE: 'invalid',
  USAGE_INVALID: 'invalid',
  ITEM_INVALID: 'invalid',
  SET_INVALID: 'invalid',
  TYPE_UNKNOWN: 'invalid',
  IDENTIFIER_INVALID: 'invalid',
  REFERENCE_DANGLING: 'invalid',
  NAME_DUPLICATE: 'invalid',
  NAME_TAKEN: 'invalid',
  SECRET_FOUND: 'invalid',
  VARIABLE_MISSING: 'invalid',
  VARIABLE_INVALID: 'invalid',
  SECRET_KEY_REQUIRED: 'invalid',
  BACKFILL_REQUIRED: 'invalid',
  EXPRESSION_INVALID: 'invalid',
  RENAME_UNRESOLVED: 'invalid',
  NOTHING_TO_PUBLISH: 'invalid',
  NOTHING_TO_ROLL_BACK: 'invalid',
  NOTHING_TO_PROMOTE: 'invalid',
  VERSION_INVALID: 'invalid',
  ENGINE_LIMIT: 'invalid',
  PREFLIGHT_FAILED: 'invalid',
  PAYLOAD_TOO_LARGE: 'too_large',
  DEPTH_EXCEEDED: 'too_large',
  TOKEN_INVALID: 'unauthenticated',
  TOKEN_EXPIRED: 'unauthenticated',
  TOKEN_REVOKED: 'unauthenticated',
  ROLE_FORBIDDEN: 'forbidden',
  ITEM_PROTECTED: 'forbidden',
  ITEM_NOT_FOUND: 'not_found',
  PACKAGE_NOT_FOUND: 'not_found',
  DRAFT_NOT_FOUND: 'not_found',
  VERSION_NOT_FOUND: 'not_found',
  ENVIRONMENT_NOT_FOUND: 'not_found',
  RUN_NOT_FOUND: 'not_found',
  QUESTION_NOT_FOUND: 'not_found',
  APPROVAL_NOT_FOUND: 'not_found',
  VARIABLE_NOT_FOUND: 'not_found',
  TOKEN_NOT_FOUND: 'not_found',
  WORKSPACE_NOT_FOUND: 'not_found',
  ITEM_CONFLICT: 'conflict',
  VERSION_EXISTS: 'conflict',
  ENVIRONMENT_EXISTS: 'conflict',
  ENVIRONMENT_IN_USE: 'conflict',
  DATABASE_EXISTS: 'conflict',
  DATABASE_NOT_OURS: 'conflict',
  PLAN_STALE: 'conflict',
  DRAFT_SEALED: 'conflict',
  RUN_STATE: 'conflict',
  RUN_CANCELLED: 'conflict',
  PACKAGE_IN_USE: 'conflict',
  PACKAGE_HELD: 'conflict',
  REPAIR_IMPOSSIBLE: 'conflict',
  DEPENDENCY_CONFLICT: 'conflict',
  PLATFORM_INCOMPATIBLE: 'conflict',
  APPROVAL_STATE: 'conflict',
  APPROVAL_STALE: 'conflict',
  DESTRUCTIVE_BLOCKED: 'gated',
  APPROVAL_REQUIRED: 'gated',
  REHEARSAL_REQUIRED: 'gated',
  CHANGE_FROZEN: 'gated',
  PIPELINE_ORDER: 'gated',
  HOLD_RETAINED: 'gated',
  ENVIRONMENT_TYPE_FORBIDDEN: 'gated',
  VERSION_DEPRECATED: 'gated',
  VERSION_YANKED: 'gated',
  IRREVERSIBLE: 'gated',
  OVERLAY_CONFLICT: 'gated',
  HEALTH_FAILED: 'gated',
  ONLINE_REFUSED: 'gated',
  ENVIRONMENT_LOCKED: 'busy',
  LOCK_TIMEOUT: 'busy',
  STATEMENT_TIMEOUT: 'busy',
  LEASE_LOST: 'busy',
  DATABASE_UNAVAILABLE: 'unavailable',
  DISK_FULL: 'unavailable',
  CHECKSUM_MISMATCH: 'integrity',
  SCHEMA_DRIFT: 'integrity',
  SCHEMA_AHEAD: 'integrity',
  AUDIT_BROKEN: 'integrity',
  SIGNATURE_INVALID: 'integrity',
  SECRET_UNREADABLE: 'integrity',
  DURABILITY_UNSAFE: 'integrity',
  ASSERTION_FAILED: 'bug',
  STATEMENT_FAILED: 'bug',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface AuthoringErrorOptions {
  /** Machine-readable facts: names, counts, problems. Never SQL, paths of the server or another tenant's names. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What to do next, as one imperative sentence. */
  readonly suggestion?: string;
  readonly cause?: unknown;
}

/** The only error that crosses a port. `message` is a lower-case fact that names the object. */
export class AuthoringError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestion: string | undefined;

  constructor(code: ErrorCode, message: string, options: AuthoringErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AuthoringError';
    this.code = code;
    this.kind = ERROR_CODES[code];
    this.details = options.details ?? {};
    this.suggestion = options.suggestion;
  }

  /** The same call may succeed later without any change by the caller. */
  get retryable(): boolean {
    return this.kind === 'busy' || this.kind === 'unavailable';
  }
}

export function isAuthoringError(error: unknown): error is AuthoringError {
  return error instanceof AuthoringError;
}

export function isCode(error: unknown, code: ErrorCode): boolean {
  return isAuthoringError(error) && error.code === code;
}

/** Ends a switch over a closed union: an unhandled member does not compile, and fails loudly if it ever runs. */
export function assertNever(value: never, what: string): never {
  throw new AuthoringError('ASSERTION_FAILED', `unhandled ${what}: ${JSON.stringify(value)}`);
}

/** Asserts an internal invariant. @throws ASSERTION_FAILED */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AuthoringError('ASSERTION_FAILED', message);
}
