/**
 * Owns the one write path of a draft: rows, facts, history, undo step, event and revision in one transaction.
 * Every authoring use case computes its new rows and ends here.
 */
import type { Context } from '../context.ts';
import type { Fact } from '../metadata/fact.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { BodyRow } from '../ports/body.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { DraftDelta, DraftRow, HistoryEntry, StagedChange } from '../ports/draft-workspace.ts';
import type { Scope } from '../scope.ts';

export interface RowEdit {
  readonly ref: ItemKey;
  readonly before: StagedChange | null;
  /** null: no staged change any more (the item is as in the base). */
  readonly after: StagedChange | null;
  readonly op: HistoryEntry['op'];
  /** Effective checksums around the edit, for history. */
  readonly checksumBefore: string | null;
  readonly checksumAfter: string | null;
}

export interface DraftCommitInput {
  readonly draft: DraftRow;
  readonly edits: readonly RowEdit[];
  readonly bodies: readonly BodyRow[];
  /** Given only when the list of facts changes. */
  readonly facts?: { readonly before: readonly Fact[]; readonly after: readonly Fact[] };
  readonly event: string;
  /** Told with the event of a single item. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Undo and redo move along the list of commits instead of adding to it. */
  readonly undoable: boolean;
}

/** Must run inside a transaction. @returns the draft's new revision */
export async function commitChanges(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  input: DraftCommitInput,
): Promise<number> {
  const { draft, edits } = input;
  const at = context.clock.now();
  const commitId = context.ids.next();
  const by = scope.principal.id;
  if (input.bodies.length > 0) await tx.bodies.putAll(scope, input.bodies);
  const gone = edits.filter((edit) => edit.after === null && edit.before !== null).map((edit) => edit.ref);
  if (gone.length > 0) await tx.drafts.removeChanges(scope, draft.id, gone);
  const rows = edits.flatMap((edit) => (edit.after === null ? [] : [edit.after]));
  if (rows.length > 0) await tx.drafts.putChanges(scope, draft.id, rows);
  if (input.facts) await tx.drafts.setFacts(scope, draft.id, input.facts.after);
  await tx.drafts.appendHistory(
    scope,
    draft.packageId,
    draft.id,
    edits.map(({ ref, op, checksumBefore, checksumAfter }) => ({
      ref,
      op,
      checksumBefore,
      checksumAfter,
      at,
      by,
      commitId,
    })),
  );
  if (input.undoable) {
    const delta = (side: 'before' | 'after'): DraftDelta => ({
      rows: edits.map((edit) => ({ ref: edit.ref, change: edit[side] })),
      facts: input.facts?.[side] ?? null,
    });
    await tx.drafts.pushCommit(scope, draft.id, {
      id: commitId,
      before: delta('before'),
      after: delta('after'),
      undone: false,
    });
  }
  const [only] = edits;
  await tx.log.record(scope, {
    op: input.event,
    packageId: draft.packageId,
    versionId: draft.id,
    ...(edits.length === 1 && only
      ? {
          ref: only.ref,
          checksumBefore: only.checksumBefore,
          checksumAfter: only.checksumAfter,
          ...(input.data ? { data: input.data } : {}),
        }
      : { data: { items: edits.length } }),
    at,
  });
  return tx.drafts.bump(scope, draft.id);
}

/** The change row that makes `ref` effective with this body: null when that is what the base already says. */
export function putRow(
  context: Pick<Context, 'clock'>,
  scope: Scope,
  ref: ItemKey,
  checksum: string,
  baseChecksum: string | null,
  from?: string,
): StagedChange | null {
  if (from === undefined && checksum === baseChecksum) return null;
  return {
    ref,
    op: from === undefined ? 'put' : 'rename',
    ...(from === undefined ? {} : { from }),
    bodyChecksum: checksum,
    baseChecksum,
    updatedAt: context.clock.now(),
    updatedBy: scope.principal.id,
  };
}

/** The change row that makes `ref` absent: null when the base lacks it anyway. */
export function deleteRow(
  context: Pick<Context, 'clock'>,
  scope: Scope,
  ref: ItemKey,
  baseChecksum: string | null,
): StagedChange | null {
  if (baseChecksum === null) return null;
  return {
    ref,
    op: 'delete',
    bodyChecksum: null,
    baseChecksum,
    updatedAt: context.clock.now(),
    updatedBy: scope.principal.id,
  };
}
