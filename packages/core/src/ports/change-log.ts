/**
 * Port: one `record` per transition writes the change-log event (gapless sequence per organization, in commit order)
 * and its audit row (append-only, hash-chained) in the caller's transaction.
 */
import type { Scope } from '../scope.ts';

export interface AuthoringEvent {
  /** Dotted, past tense: `draft.opened`, `item.staged`, `version.sealed`, `environment.activated`, … */
  readonly op: string;
  readonly packageId?: string;
  readonly environmentId?: string;
  readonly versionId?: string;
  readonly ref?: string;
  readonly runId?: string;
  readonly checksumBefore?: string | null;
  readonly checksumAfter?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly at: string;
}

export interface RecordedEvent extends AuthoringEvent {
  readonly seq: number;
  readonly actor: string;
}

/** One number of the log: the event as its bytes are stored, and the audit row beside it. Null: it is not there. */
export interface AuditRow {
  readonly seq: number;
  readonly event: { readonly actor: string; readonly at: string; readonly payload: string } | null;
  readonly audit: {
    readonly actor: string;
    readonly at: string;
    readonly type: string;
    readonly name: string;
    readonly operation: string;
    readonly outcome: string;
    readonly code: string;
    readonly previous: string;
    readonly hash: string;
  } | null;
}

export interface ChangeLogPort {
  /** @returns the event's sequence number; must be called inside `ControlPlane.transaction` */
  record(scope: Scope, event: AuthoringEvent): Promise<number>;
  /** Events with seq > since, ascending, at most `limit`. */
  since(scope: Scope, seq: number, limit: number): Promise<readonly RecordedEvent[]>;
  head(scope: Scope): Promise<number>;
  /** Both rows of each number > seq of which either is there, ascending, at most `limit`. */
  audited(scope: Scope, seq: number, limit: number): Promise<readonly AuditRow[]>;
}
