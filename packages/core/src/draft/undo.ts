/** Owns undo and redo: whole commits of the draft, newest first, facts included. History only grows. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges } from './commit-changes.ts';

export function undo(context: Context, scope: Scope, draft: DraftHandle) {
  return move(context, scope, draft, 'undo');
}

export function redo(context: Context, scope: Scope, draft: DraftHandle) {
  return move(context, scope, draft, 'redo');
}

async function move(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  direction: 'undo' | 'redo',
): Promise<{ readonly refs: readonly string[] }> {
  context.authorize(scope, 'stage', null);
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const commit = await (direction === 'undo'
      ? tx.drafts.undoable(scope, draft.id)
      : tx.drafts.redoable(scope, draft.id));
    if (!commit)
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has nothing to ${direction}`, {
        suggestion: 'list the staged changes with: mda status',
      });
    const [from, to] = direction === 'undo' ? [commit.after, commit.before] : [commit.before, commit.after];
    const current = new Map(from.rows.map((row) => [row.ref, row.change]));
    const edits = to.rows.map((row) => {
      const before = current.get(row.ref) ?? null;
      return {
        ref: row.ref,
        before,
        after: row.change,
        op: direction,
        checksumBefore: before?.bodyChecksum ?? null,
        checksumAfter: row.change?.bodyChecksum ?? null,
      };
    });
    await commitChanges(context, tx, scope, {
      draft,
      edits,
      bodies: [],
      ...(to.facts && from.facts ? { facts: { before: from.facts, after: to.facts } } : {}),
      event: `draft.${direction}`,
      undoable: false,
    });
    await tx.drafts.markCommit(scope, draft.id, commit.id, direction === 'undo');
    return { refs: edits.map((edit) => edit.ref) };
  });
}
