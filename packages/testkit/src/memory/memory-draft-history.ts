/** Owns item history and undo commits in memory. */
import {
  AuthoringError,
  type DraftCommit,
  type DraftWorkspacePort,
  type HistoryEntry,
} from '@objectstack/metadata-authoring';
import type { MemorySession } from './memory-session.ts';
import { ascending, keyOfRow } from './table.ts';

type Methods = 'appendHistory' | 'history' | 'pushCommit' | 'undoable' | 'redoable' | 'markCommit';

export function memoryDraftHistory(session: MemorySession): Pick<DraftWorkspacePort, Methods> {
  const commits = (orgId: string, draftId: string, undone: boolean) =>
    session
      .read()
      .commits.where((it) => it.org === orgId && it.draftId === draftId && it.undone === undone)
      .sort(ascending((it) => it.position));
  return {
    async appendHistory({ orgId }, packageId, draftId, entries) {
      await session.write(({ drafts, history }) => {
        const key = keyOfRow(orgId, draftId);
        const draft = drafts.get(key);
        if (!draft) throw new AuthoringError('DRAFT_NOT_FOUND', `there is no draft ${draftId}`);
        let position = history.where((it) => it.org === orgId).length;
        let seq = draft.historySeq;
        for (const entry of entries) {
          position += 1;
          seq += 1;
          history.set(keyOfRow(orgId, position), { ...entry, seq, org: orgId, packageId, position });
        }
        drafts.set(key, { ...draft, historySeq: seq });
      });
    },
    async history({ orgId }, packageId, ref, limit) {
      const rows = session
        .read()
        .history.where((it) => it.org === orgId && it.packageId === packageId && it.ref === ref);
      return rows
        .sort(ascending((it) => -it.position))
        .slice(0, limit)
        .map(({ org: _org, packageId: _package, position: _position, ...entry }): HistoryEntry => entry);
    },
    async pushCommit({ orgId }, draftId, commit) {
      await session.write((state) => {
        state.commits.deleteWhere((it) => it.org === orgId && it.draftId === draftId && it.undone);
        const position = commits(orgId, draftId, false).length + 1;
        state.commits.set(keyOfRow(orgId, draftId, commit.id), { ...commit, org: orgId, draftId, position });
      });
    },
    async undoable({ orgId }, draftId) {
      const newest = commits(orgId, draftId, false).at(-1);
      return newest ? toCommit(newest) : null;
    },
    async redoable({ orgId }, draftId) {
      const oldest = commits(orgId, draftId, true)[0];
      return oldest ? toCommit(oldest) : null;
    },
    async markCommit({ orgId }, draftId, commitId, undone) {
      await session.write((state) => {
        const key = keyOfRow(orgId, draftId, commitId);
        const commit = state.commits.get(key);
        if (commit) state.commits.set(key, { ...commit, undone });
      });
    },
  };
}

function toCommit({ id, before, after, undone }: DraftCommit): DraftCommit {
  return { id, before, after, undone };
}
