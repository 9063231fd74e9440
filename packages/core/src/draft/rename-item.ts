/** Owns renaming an item: its body, the rename fact, and every referrer in the draft, in one commit. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError, invariant } from '../error.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, RenameResult } from '../service-types.ts';
import { validateItem } from '../validate/validate-item.ts';
import { activeDraft } from './active-draft.ts';
import { commitRename } from './commit-rename.ts';
import { followRename } from './follow-rename.ts';
import { newNameInvalid } from './item-invalid.ts';

/** @throws ITEM_NOT_FOUND, NAME_TAKEN, IDENTIFIER_INVALID, ITEM_INVALID */
export async function renameItem(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  ref: ItemRef,
  to: string,
): Promise<RenameResult> {
  context.authorize(scope, 'stage', null);
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const view = await draftView(context, tx, scope, draft.id);
    const oldKey = keyOf(ref);
    const newKey = keyOf({ type: ref.type, name: to });
    if (!view.index.has(oldKey))
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has no '${oldKey}'`, {
        suggestion: 'list what the draft holds with: mda status',
      });
    if (view.index.has(newKey))
      throw new AuthoringError('NAME_TAKEN', `'${newKey}' is there already`, {
        details: { ref: newKey },
        suggestion: 'choose another name, or delete the item that has it first',
      });
    const rename = { kind: 'item', type: ref.type, from: ref.name, to } as const;
    const followed = await followRename(context, tx, scope, view, handle.packageId, rename);
    const renamed = followed.items.find((item) => item.key === newKey);
    invariant(renamed, `'${oldKey}' did not follow its own rename`);
    const problems = await validateItem({ type: ref.type, name: to }, renamed.body);
    if (problems.some((problem) => problem.severity === 'error')) throw newNameInvalid(problems);
    return {
      ref: newKey,
      draftVersion: await commitRename(context, tx, scope, view, followed, 'item.renamed'),
      rewritten: followed.items.filter((item) => item !== renamed).map((item) => item.key),
      warnings: problems,
    };
  });
}
