/**
 * Owns emptying the outbox: what is due is handed to its receiver, once a call. At least once: a process that dies between
 * a delivery and its row leaves it to the next one. Whoever does not answer is tried again later and later, then parked.
 */
import type { Context } from '../context.ts';
import { LIMITS } from '../limits.ts';
import type { NotificationRow } from '../ports/notification.ts';
import type { DeliveryOutcome, NotificationSink } from '../ports/notification-sink.ts';
import type { Scope } from '../scope.ts';
import { expireApprovals } from './expire-approvals.ts';

export interface DeliveryReport {
  readonly delivered: number;
  /** To be tried again. */
  readonly failed: number;
  /** Not to be tried again before somebody looked at it. */
  readonly parked: number;
}

export interface DeliverOptions {
  /** Also what is not due yet, and what is parked, which begins anew. */
  readonly all?: boolean;
}

export interface NotificationsView {
  /** What is still to be told, oldest first. */
  readonly notifications: readonly Omit<NotificationRow, 'body'>[];
}

/** More than these nobody looks through. */
const LISTED = 1_000;

export async function listNotifications(context: Context, scope: Scope): Promise<NotificationsView> {
  context.authorize(scope, 'read_audit', null);
  const rows = await context.plane.notifications.list(scope, LISTED);
  return { notifications: rows.map(({ body: _, ...row }) => row) };
}

/** Whoever calls: the outbox is nobody's own. */
export async function deliverNotifications(
  context: Context,
  asking: Scope,
  { all = false }: DeliverOptions = {},
): Promise<DeliveryReport> {
  const { plane, clock, sinks = [] } = context;
  const scope: Scope = { orgId: asking.orgId, principal: { kind: 'service', id: 'system' } };
  if (all) {
    context.authorize(asking, 'manage_environment', null);
    await setDue(context, scope);
  }
  if (sinks.length > 0) await expireApprovals(context, scope);
  const report = { delivered: 0, failed: 0, parked: 0 };
  const failed = async (row: NotificationRow, outcome: Failed) => {
    const change = afterFailure(row, outcome, clock.now());
    await plane.notifications.change(scope, row.id, change);
    report[change.state === 'parked' ? 'parked' : 'failed'] += 1;
  };
  for (const sink of sinks)
    for (const row of await plane.notifications.due(
      scope,
      sink.name,
      clock.now(),
      LIMITS.notification_batch,
    )) {
      const until = later(clock.now(), LIMITS.notification_claim_ms);
      if (!(await plane.notifications.claim(scope, row, until))) continue;
      const outcome = await tried(sink, row);
      if (!outcome.delivered) {
        await failed(row, outcome);
        // Who does not answer is left alone for this call: what waits for them waits on, in its order.
        break;
      }
      await plane.notifications.remove(scope, row.id);
      report.delivered += 1;
    }
  const known = new Set(sinks.map(({ name }) => name));
  const gone = { delivered: false, because: 'there is no such receiver any more', never: true } as const;
  for (const row of await plane.notifications.list(scope, LISTED))
    if (row.state === 'pending' && !known.has(row.sink)) await failed(row, gone);
  return report;
}

type Failed = Extract<DeliveryOutcome, { delivered: false }>;

async function tried(sink: NotificationSink, { id, type, body }: NotificationRow): Promise<DeliveryOutcome> {
  // An adapter that throws is broken, and its words may name what is nobody's business.
  return sink.deliver({ id, type, body }).catch(() => ({ delivered: false, because: 'the adapter failed' }));
}

function afterFailure(
  row: NotificationRow,
  { because, never }: Failed,
  now: string,
): Pick<NotificationRow, 'state' | 'dueAt' | 'attempts' | 'lastError'> {
  const attempts = row.attempts + 1;
  const { notification_backoff_ms: first, notification_backoff_ms_max: most } = LIMITS;
  return {
    attempts,
    lastError: because,
    state: never || attempts >= LIMITS.notification_attempts_max ? 'parked' : 'pending',
    dueAt: later(now, Math.min(first * 2 ** (attempts - 1), most)),
  };
}

async function setDue({ plane, clock }: Context, scope: Scope): Promise<void> {
  for (const { id, state, attempts, lastError } of await plane.notifications.list(scope, LISTED))
    await plane.notifications.change(scope, id, {
      ...{ state: 'pending', dueAt: clock.now(), lastError },
      attempts: state === 'parked' ? 0 : attempts,
    });
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString();
}
