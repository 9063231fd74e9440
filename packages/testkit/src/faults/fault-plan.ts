/**
 * Owns which statement of a run fails and how. Statements of both databases share one count, so that every boundary
 * between them is met. Kill points are those of the run's state machine: before, unknown, after.
 */

/**
 * before: the process ends before the statement is sent. after: it ends once the statement took effect.
 * unknown: the statement took effect, its acknowledgement is lost, the process goes on.
 * code: the statement is refused with that code of the engine (`SQLITE_FULL`, `57014`); the process goes on.
 */
export type FaultMode = 'before' | 'after' | 'unknown' | { readonly code: string };

export interface FaultPlan {
  /** Number of the statement, from 1. */
  readonly at: number;
  readonly mode: FaultMode;
}

export const PROCESS_ENDED = 'fault: this process has ended';

/** What a lost connection looks like, by engine. */
export interface LostConnection {
  readonly control: string;
  readonly target: string;
}

export const SQLITE_LOST: LostConnection = { control: 'SQLITE_IOERR', target: 'SQLITE_IOERR' };

/** An error as a driver throws it: only its code is looked at. */
export function engineError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
