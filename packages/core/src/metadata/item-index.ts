/** Owns the item index: the sealed list `type/name → body checksum` that makes two versions cheap to compare. */
import type { ItemKey } from './ref.ts';

export type ItemIndex = ReadonlyMap<ItemKey, string>;

export interface IndexDifference {
  readonly added: readonly ItemKey[];
  readonly removed: readonly ItemKey[];
  readonly changed: readonly ItemKey[];
}

const compared = new WeakMap<ItemIndex, WeakMap<ItemIndex, IndexDifference>>();

/** By checksum only: opens no body. Keys come out sorted. Compared once, for indexes that do not change any more. */
export function compareIndexes(from: ItemIndex, to: ItemIndex): IndexDifference {
  const known = compared.get(from)?.get(to);
  if (known) return known;
  const difference = differenceOf(from, to);
  const others = compared.get(from) ?? new WeakMap<ItemIndex, IndexDifference>();
  compared.set(from, others.set(to, difference));
  return difference;
}

function differenceOf(from: ItemIndex, to: ItemIndex): IndexDifference {
  const added: ItemKey[] = [];
  const removed: ItemKey[] = [];
  const changed: ItemKey[] = [];
  for (const [key, checksum] of to) {
    const before = from.get(key);
    if (before === undefined) added.push(key);
    else if (before !== checksum) changed.push(key);
  }
  for (const key of from.keys()) if (!to.has(key)) removed.push(key);
  return { added: added.sort(), removed: removed.sort(), changed: changed.sort() };
}

const byType = new WeakMap<ItemIndex, Map<string, readonly ItemKey[]>>();

/** The keys of one type, in the order of the index; found once, for an index that does not change any more. */
export function keysOfType(index: ItemIndex, type: string): readonly ItemKey[] {
  let known = byType.get(index);
  if (!known) {
    known = new Map();
    byType.set(index, known);
  }
  let keys = known.get(type);
  if (!keys) {
    keys = [...index.keys()].filter((key) => key.startsWith(`${type}/`));
    known.set(type, keys);
  }
  return keys;
}
