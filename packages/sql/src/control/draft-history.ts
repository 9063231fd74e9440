/** Owns what happened in a draft: the history of its items, and the commits that undo and redo walk along. */
import {
  AuthoringError,
  type DraftCommit,
  type DraftDelta,
  type HistoryEntry,
  type ItemKey,
  parseKey,
  type Scope,
} from '@objectstack/metadata-authoring';
import type { DraftHistoryStatements } from './draft-history-statements.ts';
import { namesByType } from './names-by-type.ts';
import { insertAll, type Session } from './session.ts';
import { chunksOf, listSize, type StoreContext } from './store-context.ts';

export class DraftHistory {
  readonly #at: StoreContext;
  readonly #statements: DraftHistoryStatements;

  constructor(at: StoreContext, statements: DraftHistoryStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async append(
    scope: Scope,
    packageId: string,
    draftId: string,
    entries: readonly Omit<HistoryEntry, 'seq'>[],
  ): Promise<void> {
    if (entries.length === 0) return;
    const org = scope.orgId;
    await this.#at.session.transaction(async (session) => {
      const taken = await session.first(this.#statements.takeHistorySeq, {
        org,
        draftId,
        count: entries.length,
      });
      if (!taken) {
        throw new AuthoringError('DRAFT_NOT_FOUND', `there is no draft ${draftId}`, {
          details: { draftId },
          suggestion: 'open a draft of the package',
        });
      }
      const before = taken.history_seq - entries.length;
      const numbers = await this.#numbers(session, org, entries);
      const rows = entries.map((entry, at) => ({
        ...entry,
        ...parseKey(entry.ref),
        org,
        id: this.#at.ids.next(),
        packageId,
        draftId,
        draftSeq: before + at + 1,
        eventSeq: numbers.lastEvent + at + 1,
        version: numbers.nextVersion(entry.ref),
        operationType: operationType(entry),
      }));
      await insertAll(session, this.#statements.appendHistory, rows);
    });
  }

  /** The last numbers are safe to build on, because writers of one organization take turns. */
  async #numbers(session: Session, org: string, entries: readonly { readonly ref: ItemKey }[]) {
    const versions = new Map<ItemKey, number>();
    const nextVersion = (ref: ItemKey): number => {
      const version = (versions.get(ref) ?? 0) + 1;
      versions.set(ref, version);
      return version;
    };
    // One row asks for its numbers itself, in its own insert.
    if (entries.length === 1) return { lastEvent: 0, nextVersion };
    const event = await session.first(this.#statements.lastEvent, { org });
    for (const [type, all] of namesByType(entries.map((entry) => entry.ref))) {
      for (const chunk of chunksOf(all, listSize)) {
        const names = this.#at.dialect.list(chunk);
        const rows = await session.all(this.#statements.lastVersions, { org, type, names });
        for (const { name, last } of rows) versions.set(`${type}/${name}`, Number(last));
      }
    }
    return { lastEvent: Number(event?.last ?? 0), nextVersion };
  }

  async list(scope: Scope, packageId: string, ref: ItemKey, limit: number): Promise<readonly HistoryEntry[]> {
    const values = { org: scope.orgId, packageId, ...parseKey(ref), limit };
    const rows = await this.#at.session.all(this.#statements.history, values);
    return rows.map((row) => ({
      seq: row.draft_seq,
      ref,
      op: row.op as HistoryEntry['op'],
      checksumBefore: row.previous_checksum,
      checksumAfter: row.checksum,
      at: row.recorded_at,
      by: row.recorded_by,
      commitId: row.commit_id,
    }));
  }

  async pushCommit(scope: Scope, draftId: string, commit: DraftCommit): Promise<void> {
    const org = scope.orgId;
    const { id } = commit;
    await this.#at.session.transaction(async (session) => {
      await session.write(this.#statements.dropUndone, { org, draftId });
      const before = JSON.stringify(commit.before);
      const after = JSON.stringify(commit.after);
      await session.write(this.#statements.pushCommit, {
        org,
        draftId,
        id,
        undone: commit.undone ? 1 : 0,
        before,
        after,
      });
    });
  }

  async commit(scope: Scope, draftId: string, which: 'undoable' | 'redoable'): Promise<DraftCommit | null> {
    const row = await this.#at.session.first(this.#statements[which], { org: scope.orgId, draftId });
    if (!row) return null;
    const before = JSON.parse(row.before_json) as DraftDelta;
    const after = JSON.parse(row.after_json) as DraftDelta;
    return { id: row.id, before, after, undone: row.undone === 1 };
  }

  async markCommit(scope: Scope, draftId: string, commitId: string, undone: boolean): Promise<void> {
    const values = { org: scope.orgId, draftId, id: commitId, undone: undone ? 1 : 0 };
    await this.#at.session.write(this.#statements.markCommit, values);
  }
}

/** The words of sys_metadata_history (ADR-0008) for ours. */
function operationType(entry: Omit<HistoryEntry, 'seq'>): string {
  if (entry.op === 'discard' || entry.op === 'undo' || entry.op === 'redo') return 'revert';
  if (entry.op === 'delete') return 'delete';
  return entry.op === 'put' && entry.checksumBefore === null ? 'create' : 'update';
}
