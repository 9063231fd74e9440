/** Owns renaming an item: its body, the rename fact, and every referrer in the draft, in one commit. */
import { bodiesOf, type DraftView, draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { canonicalBody } from '../metadata/canonical-body.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import { type RenameFact, renameFact } from '../metadata/rename-fact.ts';
import type { StagedChange } from '../ports/draft-workspace.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, RenameResult } from '../service-types.ts';
import { validateItem } from '../validate/validate-item.ts';
import { activeDraft } from './active-draft.ts';
import { commitChanges, deleteRow, putRow, type RowEdit } from './commit-changes.ts';
import { newNameInvalid } from './item-invalid.ts';
import { rewriteAll } from './rewrite-all.ts';

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
    const checksum = view.index.get(oldKey);
    if (checksum === undefined)
      throw new AuthoringError('ITEM_NOT_FOUND', `the draft has no '${oldKey}'`, {
        suggestion: 'list what the draft holds with: mda status',
      });
    if (view.index.has(newKey))
      throw new AuthoringError('NAME_TAKEN', `'${newKey}' is there already`, {
        details: { ref: newKey },
        suggestion: 'choose another name, or delete the item that has it first',
      });
    const body = (await bodiesOf(context, tx, scope, view.index, [oldKey])).get(oldKey);
    const renamed = { ...(body as Record<string, unknown>), name: to };
    const problems = await validateItem({ type: ref.type, name: to }, renamed);
    if (problems.some((problem) => problem.severity === 'error')) throw newNameInvalid(problems);

    const rewrite = await rewriteAll(
      context,
      tx,
      scope,
      view,
      { kind: 'item', type: ref.type, from: ref.name, to },
      new Map([[newKey, renamed]]),
      new Set([oldKey]),
    );
    const own = rewrite.bodies.get(newKey) ?? (await canonicalBody(renamed));
    const old = view.changes.find((change) => change.ref === oldKey) ?? null;
    const occupant = view.changes.find((change) => change.ref === newKey) ?? null;
    // Renamed twice: the base still knows the first name. Renamed back: the base's own name again.
    const baseName = old?.op === 'rename' ? old.from : view.base.index.has(oldKey) ? ref.name : undefined;
    const baseKey = baseName === undefined ? null : keyOf({ type: ref.type, name: baseName });
    const baseChecksum = baseKey === null ? null : (view.base.index.get(baseKey) ?? null);
    const renamedFrom = baseKey === newKey ? undefined : baseName;
    const edits: RowEdit[] = [
      {
        ref: newKey,
        before: occupant,
        after: putRow(context, scope, newKey, own.checksum, baseChecksum, renamedFrom),
        op: 'rename',
        checksumBefore: checksum,
        checksumAfter: own.checksum,
      },
      ...rewrite.edits,
    ];
    if (old !== null) edits.push(leaveOldName(context, scope, view, old, baseKey === oldKey));
    const fact = renameFact({ ref: oldKey, from: ref.name, to }, baseChecksum ?? '');
    const before = view.draftFacts;
    const facts = baseKey === null ? before : foldBack([...before, fact]);
    const revision = await commitChanges(context, tx, scope, {
      draft,
      edits,
      bodies: [own, ...rewrite.bodies.values()],
      facts: { before, after: facts },
      event: 'item.renamed',
      undoable: true,
    });
    return {
      ref: newKey,
      draftVersion: revision,
      rewritten: rewrite.edits.map((edit) => edit.ref),
      warnings: problems,
    };
  });
}

/** The row under the old name goes; where the base has another item of that name, it is gone too. */
function leaveOldName(
  context: Context,
  scope: Scope,
  view: DraftView,
  old: StagedChange,
  isOrigin: boolean,
): RowEdit {
  const inBase = view.base.index.get(old.ref) ?? null;
  const after = isOrigin ? null : deleteRow(context, scope, old.ref, inBase);
  return {
    ref: old.ref,
    before: old,
    after,
    op: 'rename',
    checksumBefore: old.bodyChecksum,
    checksumAfter: null,
  };
}

/** A rename directly taken back leaves no fact behind. */
export function foldBack(facts: readonly RenameFact[]): readonly RenameFact[] {
  const last = facts.at(-1);
  const previous = facts.at(-2);
  if (
    !last ||
    !previous ||
    last.path !== previous.path ||
    last.from !== previous.to ||
    last.to !== previous.from
  )
    return facts;
  const sameOwner =
    last.path === 'fields'
      ? last.ref === previous.ref
      : last.ref === `${previous.ref.slice(0, previous.ref.indexOf('/'))}/${previous.to}`;
  return sameOwner ? facts.slice(0, -2) : facts;
}
