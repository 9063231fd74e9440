/** Owns renaming a field: the object's body, the rename fact, and every referrer in the draft, in one commit. */
import { bodiesOf, draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError, invariant } from '../error.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import { renameFact } from '../metadata/rename-fact.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, RenameResult } from '../service-types.ts';
import { validateItem } from '../validate/validate-item.ts';
import { activeDraft } from './active-draft.ts';
import { commitRename } from './commit-rename.ts';
import { followRename } from './follow-rename.ts';
import { newNameInvalid } from './item-invalid.ts';

/** @throws ITEM_NOT_FOUND, NAME_TAKEN, IDENTIFIER_INVALID, ITEM_INVALID */
export async function renameField(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  object: string,
  field: string,
  to: string,
): Promise<RenameResult> {
  context.authorize(scope, 'stage', null);
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const view = await draftView(context, tx, scope, draft.id);
    const key: ItemKey = keyOf({ type: 'object', name: object });
    const body = (await bodiesOf(context, tx, scope, view.index, [key])).get(key);
    if (body === undefined)
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has no '${key}'`, {
        suggestion: 'list what the draft holds with: mda status',
      });
    assertRenamable((body as { fields?: unknown }).fields, object, field, to);
    const rename = { kind: 'field', object, from: field, to } as const;
    const followed = await followRename(context, tx, scope, view, handle.packageId, rename);
    const renamed = followed.items.find((item) => item.key === key);
    invariant(renamed, `'${key}' did not follow the rename of its own field`);
    const problems = await validateItem({ type: 'object', name: object }, renamed.body);
    if (problems.some((problem) => problem.severity === 'error')) throw newNameInvalid(problems);
    const change = view.changes.find((staged) => staged.ref === key);
    const baseChecksum = change?.baseChecksum ?? view.base.index.get(key) ?? '';
    const fact = renameFact({ ref: key, path: 'fields', from: field, to }, baseChecksum);
    return {
      ref: key,
      draftVersion: await commitRename(context, tx, scope, view, followed, 'field.renamed', [fact]),
      rewritten: followed.items.filter((item) => item !== renamed).map((item) => item.key),
      warnings: problems,
    };
  });
}

function assertRenamable(fields: unknown, object: string, from: string, to: string): void {
  const map = (fields ?? {}) as Record<string, unknown>;
  if (!Object.hasOwn(map, from))
    throw new AuthoringError('ITEM_NOT_FOUND', `object '${object}' has no field '${from}'`, {
      details: { fields: Object.keys(map) },
      suggestion: 'name one of its own fields',
    });
  if (Object.hasOwn(map, to))
    throw new AuthoringError('NAME_TAKEN', `object '${object}' has a field '${to}' already`, {
      suggestion: 'choose another name, or delete that field first',
    });
}
