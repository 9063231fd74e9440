/**
 * Owns writing to the outbox: a control plane that, whenever the log or the journal gets a line somebody is to be told of,
 * writes that beside it, in the same transaction. What is not committed is not told, and what is committed is.
 */
import type { AuthoringEvent, ChangeLogPort } from '../ports/change-log.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Ids } from '../ports/ids.ts';
import type { NotificationRow } from '../ports/notification.ts';
import type { NotificationSink } from '../ports/notification-sink.ts';
import type { RunJournalPort } from '../ports/run-journal.ts';
import type { RunRow } from '../release/run.ts';
import type { Scope } from '../scope.ts';
import { mayHaveFailed, type Told, toldOfEvent, toldOfRun } from './notification-of.ts';

export interface Outbox {
  readonly ids: Ids;
  readonly sinks: readonly Pick<NotificationSink, 'name' | 'events'>[];
}

/** @returns `plane` itself where nobody is told anything */
export function notifyingPlane(plane: ControlPlane, outbox: Outbox): ControlPlane {
  if (outbox.sinks.length === 0) return plane;
  const log = notifyingLog(plane, outbox);
  const runs = notifyingRuns(plane, outbox);
  const transaction: ControlPlane['transaction'] = (work, options) =>
    plane.transaction((tx) => work(notifyingPlane(tx, outbox)), options);
  return over(plane, { log, runs, transaction });
}

function notifyingLog(plane: ControlPlane, outbox: Outbox): ChangeLogPort {
  return over(plane.log, {
    async record(scope: Scope, event: AuthoringEvent) {
      const seq = await plane.log.record(scope, event);
      const told = toldOfEvent(event);
      if (told) await putTold(plane, outbox, scope, { ...told, data: { ...told.data, seq } }, event.at);
      return seq;
    },
  });
}

function notifyingRuns(plane: ControlPlane, outbox: Outbox): RunJournalPort {
  const put = async (scope: Scope, run: RunRow, write: (tx: ControlPlane) => Promise<void>) => {
    if (!mayHaveFailed(run)) return write(plane);
    await plane.transaction(async (tx) => {
      const told = toldOfRun(run, await tx.runs.get(scope, run.id));
      await write(tx);
      if (told) await putTold(tx, outbox, scope, told, run.updatedAt);
    });
  };
  return over(plane.runs, {
    insert: (scope: Scope, run: RunRow) => put(scope, run, (tx) => tx.runs.insert(scope, run)),
    save: (scope: Scope, run: RunRow) => put(scope, run, (tx) => tx.runs.save(scope, run)),
  });
}

async function putTold(
  tx: ControlPlane,
  { ids, sinks }: Outbox,
  scope: Scope,
  { type, environmentId, data }: Told,
  at: string,
): Promise<void> {
  const wanting = sinks.filter(({ events }) => events === null || events.includes(type));
  if (wanting.length === 0) return;
  const environment = environmentId === null ? null : await tx.environments.find(scope, environmentId);
  const body = JSON.stringify({
    type,
    timestamp: at,
    data: {
      organization: scope.orgId,
      actor: scope.principal.id,
      environment: environment?.name ?? null,
      environmentType: environment?.type ?? null,
      ...data,
    },
  });
  const row = { type, body, createdAt: at, dueAt: at, attempts: 0, lastError: null };
  await tx.notifications.put(
    scope,
    wanting.map(({ name }): NotificationRow => ({ ...row, id: ids.next(), sink: name, state: 'pending' })),
  );
}

/** An adapter may be a class: its methods keep their own `this`. */
function over<T extends object>(port: T, instead: Partial<T> & object): T {
  return new Proxy(port, {
    get(target, key) {
      if (key in instead) return Reflect.get(instead, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
