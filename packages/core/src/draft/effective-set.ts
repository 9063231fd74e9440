/** Owns the effective set: base version ⊕ staged changes, as an item index. */
import type { ItemIndex } from '../metadata/item-index.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { StagedChange } from '../ports/draft-workspace.ts';

export const EMPTY_INDEX: ItemIndex = new Map<ItemKey, string>();

export function effectiveIndex(base: ItemIndex, changes: readonly StagedChange[]): ItemIndex {
  if (changes.length === 0) return base;
  const index = new Map(base);
  for (const change of changes) {
    if (change.op === 'delete') index.delete(change.ref);
    if (change.op === 'rename' && change.from !== undefined)
      index.delete(keyOf({ type: parseKey(change.ref).type, name: change.from }));
  }
  for (const change of changes) if (change.bodyChecksum !== null) index.set(change.ref, change.bodyChecksum);
  return index;
}
