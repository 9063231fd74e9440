/** Owns the outbox in memory. */
import type { NotificationPort, NotificationRow } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

export function memoryNotifications(session: MemorySession): NotificationPort {
  const rowsOf = (org: string, limit: number, matches: (row: NotificationRow) => boolean) =>
    session
      .read()
      .notifications.where((it) => it.org === org && matches(it))
      .sort(ascending((it) => `${it.createdAt} ${it.id}`))
      .slice(0, limit)
      .map(({ org: _, ...row }): NotificationRow => row);
  return {
    async put({ orgId }, rows) {
      await session.write(({ notifications }) => {
        for (const row of rows) notifications.set(keyOfRow(orgId, row.id), { ...row, org: orgId });
      });
    },
    async due({ orgId }, sink, now, limit) {
      return rowsOf(orgId, limit, (it) => it.sink === sink && it.state === 'pending' && it.dueAt <= now);
    },
    async list({ orgId }, limit) {
      return rowsOf(orgId, limit, () => true);
    },
    async claim({ orgId }, { id, dueAt }, until) {
      return session.write(({ notifications }) => {
        const row = notifications.get(keyOfRow(orgId, id));
        if (row?.state !== 'pending' || row.dueAt !== dueAt) return false;
        notifications.set(keyOfRow(orgId, id), { ...row, dueAt: until });
        return true;
      });
    },
    async change({ orgId }, id, change) {
      await session.write(({ notifications }) => {
        const row = notifications.get(keyOfRow(orgId, id));
        if (row) notifications.set(keyOfRow(orgId, id), { ...row, ...change });
      });
    },
    async remove({ orgId }, id) {
      await session.write(({ notifications }) => notifications.delete(keyOfRow(orgId, id)));
    },
  };
}
