/** Owns dropping staged changes: one item, or all. The base's item is back as it was. */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { isConversion } from '../metadata/fact.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges } from './commit-changes.ts';
import { withoutItems } from './draft-facts.ts';

/** @throws ITEM_NOT_FOUND when nothing is staged for the item */
export async function discard(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  ref?: ItemRef,
): Promise<{ readonly discarded: number }> {
  context.authorize(scope, 'discard', null);
  return context.plane.transaction(async (tx) => {
    const draft = await activeDraft(tx, scope, handle);
    const base = await versionContent(context, tx, scope, draft.baseVersionId);
    const all = await tx.drafts.changes(scope, draft.id);
    const key = ref && keyOf(ref);
    const chosen = key === undefined ? all : all.filter((change) => change.ref === key);
    const before = await tx.drafts.facts(scope, draft.id);
    // What an item was renamed to, and what was renamed or converted inside it, goes with its staged change.
    const names = new Set<string>(key === undefined ? [] : [key]);
    const after =
      key === undefined
        ? []
        : withoutItems(before, names).filter((fact) => {
            if (isConversion(fact)) return true;
            return fact.path === 'fields'
              ? !names.has(fact.ref)
              : !names.has(`${fact.ref.slice(0, fact.ref.indexOf('/'))}/${fact.to}`);
          });
    if (key !== undefined && chosen.length === 0 && after.length === before.length)
      throw new AuthoringError('ITEM_NOT_FOUND', `nothing is staged for '${key}'`, {
        suggestion: 'list the staged changes with: mda status',
      });
    if (chosen.length === 0 && after.length === before.length) return { discarded: 0 };
    await commitChanges(context, tx, scope, {
      draft,
      edits: chosen.map((change) => ({
        ref: change.ref,
        before: change,
        after: null,
        op: 'discard',
        checksumBefore: change.bodyChecksum,
        checksumAfter: base.index.get(change.ref) ?? null,
      })),
      bodies: [],
      ...(after.length === before.length ? {} : { facts: { before, after } }),
      event: 'item.discarded',
      undoable: true,
    });
    return { discarded: chosen.length > 0 ? chosen.length : before.length - after.length };
  });
}
