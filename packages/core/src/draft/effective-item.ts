/** Owns the point look-up: what one item is in the draft right now, without building the whole effective set. */
import type { VersionContent } from '../content-cache.ts';
import { type Fact, isRename } from '../metadata/fact.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { StagedChange } from '../ports/draft-workspace.ts';

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
  const renamedAway = facts.some((fact) => isRename(fact) && fact.path === undefined && fact.ref === ref);
  // What is put under the name of one that was renamed is a new item, also where it reads the same.
  const baseChecksum = renamedAway ? null : (base.index.get(ref) ?? null);
  return { ref, change, baseChecksum, checksum: change ? change.bodyChecksum : baseChecksum };
}
