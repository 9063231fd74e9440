/** Owns writing a followed rename into the draft: rows, rename facts and history of every touched item, in one commit. */
import type { DraftView } from '../content.ts';
import type { Context } from '../context.ts';
import { canonicalBody } from '../metadata/canonical-body.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import { type RenameFact, renameFact } from '../metadata/rename-fact.ts';
import type { BodyRow } from '../ports/body.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { StagedChange } from '../ports/draft-workspace.ts';
import type { Scope } from '../scope.ts';
import { commitChanges, deleteRow, putRow, type RowEdit } from './commit-changes.ts';
import type { Followed, FollowedItem } from './follow-rename.ts';
import { annulled } from './rename-chains.ts';

/** @param fieldFacts facts beyond those of the moved items @returns the draft's new revision */
export async function commitRename(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  view: DraftView,
  followed: Followed,
  event: string,
  fieldFacts: readonly RenameFact[] = [],
): Promise<number> {
  const staged = new Map(view.changes.map((change) => [change.ref, change]));
  const edits: RowEdit[] = [];
  const bodies: BodyRow[] = [];
  for (const item of followed.items) {
    const canonical = await canonicalBody(item.body);
    bodies.push(canonical);
    edits.push(...editsOf(context, scope, view, staged, item, canonical.checksum));
  }
  const moves = followed.moves.flatMap(({ from, to }) => {
    const base = baseKeyOf(view, staged, originOf(followed, from));
    // What no version knows may have any name: but one of the base stands for another thing from then on.
    if (base === null && !view.base.index.has(to)) return [];
    const fact = { ref: from, from: parseKey(from).name, to: parseKey(to).name };
    return [renameFact(fact, (base && view.base.index.get(base)) ?? '')];
  });
  return commitChanges(context, tx, scope, {
    draft: view.draft,
    edits,
    bodies,
    facts: { before: view.draftFacts, after: annulled([...view.draftFacts, ...moves, ...fieldFacts]) },
    event,
    undoable: true,
  });
}

/** Which item of the draft it was that had this key on its way. */
function originOf(followed: Followed, key: ItemKey): ItemKey {
  const earlier = followed.moves.find((move) => move.to === key);
  return earlier ? originOf(followed, earlier.from) : key;
}

/** The name that the base knows the item by: renamed twice, it is still the first one. null: new in this draft. */
function baseKeyOf(
  view: DraftView,
  staged: ReadonlyMap<ItemKey, StagedChange>,
  origin: ItemKey,
): ItemKey | null {
  const change = staged.get(origin);
  if (change?.op === 'rename' && change.from !== undefined)
    return keyOf({ type: parseKey(origin).type, name: change.from });
  return view.base.index.has(origin) ? origin : null;
}

function editsOf(
  context: Context,
  scope: Scope,
  view: DraftView,
  staged: ReadonlyMap<ItemKey, StagedChange>,
  { origin, key }: FollowedItem,
  checksum: string,
): readonly RowEdit[] {
  const baseKey = baseKeyOf(view, staged, origin);
  const baseChecksum = baseKey === null ? null : (view.base.index.get(baseKey) ?? null);
  const from = baseKey === null || baseKey === key ? undefined : parseKey(baseKey).name;
  const edit: RowEdit = {
    ref: key,
    before: staged.get(key) ?? null,
    after: putRow(context, scope, key, checksum, baseChecksum, from),
    op: key === origin ? 'put' : 'rename',
    checksumBefore: view.index.get(origin) ?? null,
    checksumAfter: checksum,
  };
  const old = staged.get(origin);
  if (key === origin || !old) return [edit];
  // The row under the old name goes; where the base has another item of that name, that one is gone too.
  const inBase = view.base.index.get(origin) ?? null;
  const left = baseKey === origin ? null : deleteRow(context, scope, origin, inBase);
  return [
    edit,
    {
      ref: origin,
      before: old,
      after: left,
      op: 'rename',
      checksumBefore: old.bodyChecksum,
      checksumAfter: null,
    },
  ];
}
