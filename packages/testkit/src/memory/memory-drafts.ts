/** Owns drafts, staged changes, facts and answers in memory. */
import {
  type Answer,
  AuthoringError,
  type DraftRow,
  type DraftWorkspacePort,
  type ItemKey,
  type StagedChange,
} from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

type HistoryMethods = 'appendHistory' | 'history' | 'pushCommit' | 'undoable' | 'redoable' | 'markCommit';

export function memoryDrafts(session: MemorySession): Omit<DraftWorkspacePort, HistoryMethods> {
  return { ...draftRows(session), ...changeRows(session), ...decisions(session) };
}

function draftRows(
  session: MemorySession,
): Pick<DraftWorkspacePort, 'active' | 'get' | 'open' | 'close' | 'bump'> {
  const get = (orgId: string, draftId: string): DraftRow | null => {
    const row = session.read().drafts.get(keyOfRow(orgId, draftId));
    if (!row) return null;
    return { id: row.id, packageId: row.packageId, baseVersionId: row.baseVersionId, revision: row.revision };
  };
  return {
    async active({ orgId }, packageId) {
      const pointer = session.read().activeDrafts.get(keyOfRow(orgId, packageId));
      return pointer ? get(orgId, pointer.draftId) : null;
    },
    async get({ orgId }, draftId) {
      return get(orgId, draftId);
    },
    async open({ orgId }, draft) {
      await session.write(({ drafts, activeDrafts }) => {
        const key = keyOfRow(orgId, draft.packageId);
        if (activeDrafts.has(key)) {
          throw new AuthoringError('NAME_TAKEN', `package ${draft.packageId} has an open draft already`);
        }
        activeDrafts.set(key, { org: orgId, draftId: draft.id });
        drafts.set(keyOfRow(orgId, draft.id), { ...draft, org: orgId, closed: false, historySeq: 0 });
      });
    },
    async close({ orgId }, draftId) {
      await session.write(({ drafts, activeDrafts }) => {
        const key = keyOfRow(orgId, draftId);
        const row = drafts.get(key);
        if (!row) return;
        drafts.set(key, { ...row, closed: true });
        activeDrafts.deleteWhere((it) => it.org === orgId && it.draftId === draftId);
      });
    },
    async bump({ orgId }, draftId) {
      return session.write(({ drafts }) => {
        const key = keyOfRow(orgId, draftId);
        const row = drafts.get(key);
        if (!row) throw notFound(draftId);
        if (row.closed) throw new AuthoringError('DRAFT_SEALED', `draft ${draftId} is closed`);
        drafts.set(key, { ...row, revision: row.revision + 1 });
        return row.revision + 1;
      });
    },
  };
}

type ChangeMethods = 'change' | 'changes' | 'putChanges' | 'removeChanges' | 'activateChanges';

function changeRows(session: MemorySession): Pick<DraftWorkspacePort, ChangeMethods> {
  return {
    async change({ orgId }, draftId, ref) {
      const row = session.read().changes.get(keyOfRow(orgId, draftId, ref));
      return row ? toChange(row) : null;
    },
    async changes({ orgId }, draftId) {
      const rows = session.read().changes.where((it) => it.org === orgId && it.draftId === draftId);
      return rows.map(toChange).sort(ascending((it) => it.ref));
    },
    async putChanges({ orgId }, draftId, changes) {
      await session.write((state) => {
        if (changes.length > 0 && !state.drafts.has(keyOfRow(orgId, draftId))) throw notFound(draftId);
        for (const change of changes) {
          state.changes.set(keyOfRow(orgId, draftId, change.ref), {
            ...change,
            org: orgId,
            draftId,
            active: false,
          });
        }
      });
    },
    async removeChanges({ orgId }, draftId, refs) {
      await session.write(({ changes }) => {
        for (const ref of refs) changes.delete(keyOfRow(orgId, draftId, ref));
      });
    },
    async activateChanges({ orgId }, draftId, refs) {
      await session.write(({ changes }) => {
        for (const ref of refs) {
          const key = keyOfRow(orgId, draftId, ref);
          const row = changes.get(key);
          if (row) changes.set(key, { ...row, active: row.op !== 'delete' });
        }
      });
    },
  };
}

function decisions(
  session: MemorySession,
): Pick<DraftWorkspacePort, 'facts' | 'setFacts' | 'answers' | 'putAnswer'> {
  return {
    async facts({ orgId }, draftId) {
      return session.read().facts.get(keyOfRow(orgId, draftId)) ?? [];
    },
    async setFacts({ orgId }, draftId, facts) {
      await session.write((state) => state.facts.set(keyOfRow(orgId, draftId), [...facts]));
    },
    async answers({ orgId }, draftId) {
      const rows = session.read().answers.where((it) => it.org === orgId && it.draftId === draftId);
      const sorted = rows.sort(ascending((it) => it.questionId));
      return new Map<string, Answer>(sorted.map((it) => [it.questionId, it.answer]));
    },
    async putAnswer({ orgId }, draftId, questionId, answer) {
      await session.write(({ answers }) => {
        answers.set(keyOfRow(orgId, draftId, questionId), { org: orgId, draftId, questionId, answer });
      });
    },
  };
}

function toChange(row: StagedChange & { readonly ref: ItemKey }): StagedChange {
  return {
    ref: row.ref,
    op: row.op,
    ...(row.from !== undefined && { from: row.from }),
    bodyChecksum: row.bodyChecksum,
    baseChecksum: row.baseChecksum,
    updatedAt: row.updatedAt,
    updatedBy: row.updatedBy,
  };
}

function notFound(draftId: string): AuthoringError {
  return new AuthoringError('DRAFT_NOT_FOUND', `there is no draft ${draftId}`);
}
