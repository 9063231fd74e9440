/**
 * Owns which items two versions have differently, and which versions between them changed each: what a rollback takes
 * back besides the change that somebody has in mind. Renames are followed. Reads indexes only.
 */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { factsBeyond, isRename } from '../metadata/fact.ts';
import { compareIndexes } from '../metadata/item-index.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { ItemChange } from '../plan/migration-plan.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { RollbackItem } from '../service-types.ts';
import type { RollbackTarget } from './rollback-target.ts';

type Touch = RollbackItem['touchedBy'][number];

const MANIFEST = keyOf(MANIFEST_REF);

/** Entries of one item's history that are looked through for who edited it. */
const HISTORY = 1_000;

/** @param changes what the active version has differently from the one gone back to */
export async function rollbackItems(
  context: Context,
  scope: Scope,
  { from, to }: Pick<RollbackTarget, 'from' | 'to'>,
  changes: readonly ItemChange[],
): Promise<readonly RollbackItem[]> {
  const between = from === null ? [] : await versionsAfter(context, scope, to, from);
  /** Under the key that the item had first. */
  const touches = new Map<ItemKey, Touch[]>();
  const firstKeys = new Map<ItemKey, ItemKey>();
  const firstKeyOf = (key: ItemKey) => firstKeys.get(key) ?? key;
  for (const version of between) {
    const base = await versionContent(context, context.plane, scope, version.baseVersionId);
    const own = await versionContent(context, context.plane, scope, version.id);
    const renamedAway = new Set<ItemKey>();
    for (const fact of factsBeyond(own.facts, base.facts))
      if (isRename(fact) && fact.path === undefined) {
        const next = keyOf({ type: parseKey(fact.ref).type, name: fact.to });
        firstKeys.set(next, firstKeyOf(fact.ref));
        firstKeys.delete(fact.ref);
        renamedAway.add(fact.ref);
      }
    const { added, changed, removed } = compareIndexes(base.index, own.index);
    for (const key of [...added, ...changed, ...removed.filter((gone) => !renamedAway.has(gone))]) {
      const first = firstKeyOf(key);
      const by = await editedBy(context, scope, version, key);
      touches.set(first, [...(touches.get(first) ?? []), { version: version.version, by }]);
    }
  }
  return changes.flatMap(({ ref, op, from: name }) => {
    // The manifest carries the number of its version: it differs always.
    if (ref === MANIFEST) return [];
    const touchedBy = touches.get(op === 'delete' ? firstKeyOf(ref) : ref) ?? [];
    return [{ ref, op, ...(name === undefined ? {} : { from: name }), touchedBy }];
  });
}

/** Oldest first; none when the version does not come from the one gone back to. */
async function versionsAfter(
  { plane }: Context,
  scope: Scope,
  to: VersionRow,
  from: VersionRow,
): Promise<readonly VersionRow[]> {
  const between: VersionRow[] = [];
  for (let version: VersionRow | null = from; version !== null && version.id !== to.id; ) {
    between.unshift(version);
    version = version.baseVersionId === null ? null : await plane.versions.get(scope, version.baseVersionId);
    if (version === null) return [];
  }
  return between;
}

/** Whoever had the last word on the item in that version; an imported one has no history, and speaks for its importer. */
async function editedBy(
  { plane }: Context,
  scope: Scope,
  { packageId, publishedAt, createdBy }: VersionRow,
  key: ItemKey,
): Promise<string> {
  const history = await plane.drafts.history(scope, packageId, key, HISTORY);
  return history.find(({ at }) => publishedAt === null || at <= publishedAt)?.by ?? createdBy;
}
