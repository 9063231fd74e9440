/** Owns the change log in memory. An audit row would be a copy of its event: there is no one here to keep it from. */
import { type ChangeLogPort, invariant } from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { keyOfRow } from './table.ts';

export function memoryChangeLog(session: MemorySession): ChangeLogPort {
  const events = (orgId: string) => session.read().events.get(keyOfRow(orgId)) ?? [];
  return {
    async record({ orgId, principal }, event) {
      invariant(session.inTransaction, 'recording an event needs an open transaction');
      return session.write((state) => {
        const before = events(orgId);
        const seq = before.length + 1;
        state.events.set(keyOfRow(orgId), [...before, { ...event, seq, actor: principal.id }]);
        return seq;
      });
    },
    async since({ orgId }, seq, limit) {
      return events(orgId).slice(seq, seq + limit);
    },
    async head({ orgId }) {
      return events(orgId).length;
    },
  };
}
