/**
 * Port: the draft and its staged changes (`sys_metadata` rows in state draft, `sys_metadata_history`, and the private
 * tables of facts and answers). A draft holds only its changes. Its revision counts every accepted mutation.
 */
import type { Answer } from '../draft/question.ts';
import type { Fact } from '../metadata/fact.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { Scope } from '../scope.ts';

export interface DraftRow {
  /** The id of its `sys_package_version` row. */
  readonly id: string;
  readonly packageId: string;
  readonly baseVersionId: string | null;
  /** Grows by one with every accepted change of the draft. */
  readonly revision: number;
}

export interface StagedChange {
  readonly ref: ItemKey;
  readonly op: 'put' | 'delete' | 'rename';
  /** For a rename: the old name. */
  readonly from?: string;
  /** null for delete. */
  readonly bodyChecksum: string | null;
  /** Checksum in the base that this change was made on; null when the base lacks the item. The merge base. */
  readonly baseChecksum: string | null;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface HistoryEntry {
  /** Position in the draft's history, from 1. */
  readonly seq: number;
  readonly ref: ItemKey;
  readonly op: 'put' | 'delete' | 'rename' | 'convert' | 'discard' | 'undo' | 'redo';
  readonly checksumBefore: string | null;
  readonly checksumAfter: string | null;
  readonly at: string;
  readonly by: string;
  /** Changes that were made together share it; undo takes them back together. */
  readonly commitId: string;
}

/** Everything needed to put the touched rows and facts back: one undo step. */
export interface DraftCommit {
  readonly id: string;
  readonly before: DraftDelta;
  readonly after: DraftDelta;
  readonly undone: boolean;
}

/** Row state by key (null: no staged change) and the whole fact list (null: untouched), at one side of a commit. */
export interface DraftDelta {
  readonly rows: ReadonlyArray<{ readonly ref: ItemKey; readonly change: StagedChange | null }>;
  readonly facts: readonly Fact[] | null;
}

export interface DraftWorkspacePort {
  /** The one active draft of the package, if open. */
  active(scope: Scope, packageId: string): Promise<DraftRow | null>;
  get(scope: Scope, draftId: string): Promise<DraftRow | null>;
  /** Makes it the active one; unique per package and organization. @throws DRAFT_SEALED never; NAME_TAKEN on a race */
  open(scope: Scope, draft: DraftRow): Promise<void>;
  /** Ends the active pointer (its rows stay as the record of what was sealed). */
  close(scope: Scope, draftId: string): Promise<void>;
  /** Compare-and-increment of the revision. @returns the new revision @throws DRAFT_SEALED when it is closed */
  bump(scope: Scope, draftId: string): Promise<number>;
  change(scope: Scope, draftId: string, ref: ItemKey): Promise<StagedChange | null>;
  /** Ordered by ref. */
  changes(scope: Scope, draftId: string): Promise<readonly StagedChange[]>;
  putChanges(scope: Scope, draftId: string, changes: readonly StagedChange[]): Promise<void>;
  removeChanges(scope: Scope, draftId: string, refs: readonly ItemKey[]): Promise<void>;
  /** Marks rows active with their version (sealing); O(changes). */
  activateChanges(scope: Scope, draftId: string, refs: readonly ItemKey[]): Promise<void>;
  facts(scope: Scope, draftId: string): Promise<readonly Fact[]>;
  setFacts(scope: Scope, draftId: string, facts: readonly Fact[]): Promise<void>;
  answers(scope: Scope, draftId: string): Promise<ReadonlyMap<string, Answer>>;
  putAnswer(scope: Scope, draftId: string, questionId: string, answer: Answer): Promise<void>;
  appendHistory(
    scope: Scope,
    packageId: string,
    draftId: string,
    entries: readonly Omit<HistoryEntry, 'seq'>[],
  ): Promise<void>;
  /** Newest first, across drafts of the package. */
  history(scope: Scope, packageId: string, ref: ItemKey, limit: number): Promise<readonly HistoryEntry[]>;
  /** Records a commit for undo and drops every undone commit after it. */
  pushCommit(scope: Scope, draftId: string, commit: DraftCommit): Promise<void>;
  /** The newest commit that is not undone / the oldest one that is. */
  undoable(scope: Scope, draftId: string): Promise<DraftCommit | null>;
  redoable(scope: Scope, draftId: string): Promise<DraftCommit | null>;
  markCommit(scope: Scope, draftId: string, commitId: string, undone: boolean): Promise<void>;
}
