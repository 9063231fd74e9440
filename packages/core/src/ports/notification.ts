/**
 * Port: the outbox (`_authoring_notification`): what is still to be told, one row a receiver, written in the transaction of
 * what it tells of. A row that was delivered is gone; one that cannot be delivered is parked, for somebody to look at.
 */
import type { Scope } from '../scope.ts';

export const NOTIFICATION_TYPES = [
  'approval.requested',
  'approval.approved',
  'approval.rejected',
  'approval.stale',
  'approval.expired',
  'emergency.used',
  'run.live',
  'run.failed',
  'rollback.live',
  'environment.finalized',
  'environment.purged',
  'environment.repaired',
  'overlay.put',
  'overlay.reset',
  'preview.made',
  'preview.ended',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

export interface NotificationRow {
  /** The same at every try: a receiver that heard it twice knows by this. */
  readonly id: string;
  /** Name of the receiver. */
  readonly sink: string;
  readonly type: NotificationType;
  /** JSON, as it is sent and signed. */
  readonly body: string;
  readonly createdAt: string;
  /** ISO-8601 UTC: not before. */
  readonly dueAt: string;
  readonly attempts: number;
  readonly state: 'pending' | 'parked';
  readonly lastError: string | null;
}

export interface NotificationPort {
  put(scope: Scope, rows: readonly NotificationRow[]): Promise<void>;
  /** Pending for that receiver, and due at `now`: oldest first. */
  due(scope: Scope, sink: string, now: string, limit: number): Promise<readonly NotificationRow[]>;
  /** Oldest first. */
  list(scope: Scope, limit: number): Promise<readonly NotificationRow[]>;
  /** Only while it is due as the caller saw it: of several that deliver at once, one gets it. @returns whether it did */
  claim(scope: Scope, row: NotificationRow, until: string): Promise<boolean>;
  change(
    scope: Scope,
    id: string,
    change: Pick<NotificationRow, 'state' | 'dueAt' | 'attempts' | 'lastError'>,
  ): Promise<void>;
  remove(scope: Scope, id: string): Promise<void>;
}
