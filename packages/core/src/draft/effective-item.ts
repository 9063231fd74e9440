/** Owns the point look-up: what one item is in the draft right now, without building the whole effective set. */
import type { VersionContent } from '../content-cache.ts';
import type { Fact } from '../metadata/fact.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { StagedChange } from '../ports/draft-workspace.ts';
import { isRenamedAway } from './renames-taken-back.ts';

export interface EffectiveItem {
  readonly ref: ItemKey;
  readonly change: StagedChange | null;
  readonly baseChecksum: string | null;
  /** null: the draft has no such item. */
  readonly checksum: string | null;
}

/** @param change the staged change of `ref`, if any @param facts the draft's own facts */
export function effectiveItem(
  base: VersionContent,
  ref: ItemKey,
  change: StagedChange | null,
  facts: readonly Fact[],
): EffectiveItem {
  // What is put under the name of one that was renamed is a new item, also where it reads the same.
  const baseChecksum = isRenamedAway(facts, ref) ? null : (base.index.get(ref) ?? null);
  return { ref, change, baseChecksum, checksum: change ? change.bodyChecksum : baseChecksum };
}
