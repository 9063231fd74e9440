/**
 * Owns which statement of a run fails and how. Statements of both databases share one count, so that every boundary
 * between them is met. Kill points are those of the run's state machine: before, unknown, after.
 */

/**
 * before: the process ends before the statement is sent. after: it ends once the statement took effect.
 * unknown: the statement took effect, its acknowledgement is lost, the process goes on.
 * code: the statement is refused with that code of the engine (`SQLITE_FULL`, `57014`, `1114`); the process goes on.
 * sleep: the process stands still before the statement until somebody lets it go on; then it goes on.
 * gone: from that statement on one of the two databases answers nothing any more; the process and the other one go on.
 */
export type FaultMode =
  | 'before'
  | 'after'
  | 'unknown'
  | 'sleep'
  | { readonly code: string }
  | { readonly gone: 'control' | 'target' };

export interface FaultPlan {
  /** Number of the statement, from 1. */
  readonly at: number;
  readonly mode: FaultMode;
  /** Not there, but before the next transaction of the control plane: neither database is in the middle of anything. */
  readonly resting?: true;
}

export const PROCESS_ENDED = 'fault: this process has ended';

/** What a lost connection looks like, by engine. */
export interface LostConnection {
  readonly control: string;
  readonly target: string;
}

export const SQLITE_LOST: LostConnection = { control: 'SQLITE_IOERR', target: 'SQLITE_IOERR' };

/** An error as a driver throws it: only its code is looked at. Each driver has a shape for what its server says. */
export function engineError(code: string, message: string): Error {
  const error = new Error(message);
  if (/^\d{4}$/.test(code)) return Object.assign(error, { code, errno: Number(code), sqlState: 'HY000' });
  if (/^[0-9A-Z]{5}$/.test(code)) return Object.assign(error, { code, severity: 'ERROR' });
  return Object.assign(error, { code });
}
