/** Owns the change log in memory. Its audit rows follow from the events: there is no one here to keep them from. */
import {
  type AuditRow,
  auditFacts,
  auditHash,
  CHAIN_START,
  type ChangeLogPort,
  invariant,
  type RecordedEvent,
} from '@objectstack/metadata-authoring';
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
    async audited({ orgId }, seq, limit) {
      return auditRows(orgId, events(orgId)).slice(seq, seq + limit);
    },
  };
}

function auditRows(org: string, events: readonly RecordedEvent[]): readonly AuditRow[] {
  let previous = CHAIN_START;
  return events.map(({ seq, actor, ...event }) => {
    const payload = JSON.stringify(event);
    const { type, name, operation, outcome, code } = auditFacts(event);
    const hash = auditHash(previous, { org, seq, actor, payload });
    const audit = { actor, at: event.at, type, name, operation, outcome, code, previous, hash };
    previous = hash;
    return { seq, event: { actor, at: event.at, payload }, audit };
  });
}
