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

/** One item on its way, under whatever names, until a version has none of it. */
interface Thread {
  /** Its key in the version gone back to; null: begun since. */
  readonly first: ItemKey | null;
  readonly touches: Touch[];
}

/** @param changes what the active version has differently from the one gone back to */
export async function rollbackItems(
  context: Context,
  scope: Scope,
  { from, to }: Pick<RollbackTarget, 'from' | 'to'>,
  changes: readonly ItemChange[],
): Promise<readonly RollbackItem[]> {
  const between = from === null ? [] : await versionsAfter(context, scope, to, from);
  const threads = new Threads((await versionContent(context, context.plane, scope, to.id)).index.keys());
  for (const version of between) {
    const base = await versionContent(context, context.plane, scope, version.baseVersionId);
    const own = await versionContent(context, context.plane, scope, version.id);
    const { added, changed, removed } = compareIndexes(base.index, own.index);
    const touched = new Set([...added, ...changed, ...removed]);
    for (const fact of factsBeyond(own.facts, base.facts))
      if (isRename(fact) && fact.path === undefined) {
        threads.move(fact.ref, keyOf({ type: parseKey(fact.ref).type, name: fact.to }));
        touched.add(fact.ref);
      }
    for (const key of touched) {
      if (!threads.has(key) && !own.index.has(key)) continue;
      const touch = { version: version.version, by: await editedBy(context, scope, version, key) };
      threads.touch(key, touch);
      if (!own.index.has(key)) threads.end(key);
    }
  }
  return changes.flatMap(({ ref, op, from: name }) => {
    // The manifest carries the number of its version: it differs always.
    if (ref === MANIFEST) return [];
    const touchedBy = op === 'delete' ? threads.at(ref) : threads.from(ref);
    return [{ ref, op, ...(name === undefined ? {} : { from: name }), touchedBy }];
  });
}

class Threads {
  readonly #byFirst: ReadonlyMap<ItemKey, Thread>;
  readonly #live: Map<ItemKey, Thread>;

  /** @param keys of the version that they are followed from */
  constructor(keys: Iterable<ItemKey>) {
    this.#byFirst = new Map([...keys].map((first) => [first, { first, touches: [] }]));
    this.#live = new Map(this.#byFirst);
  }

  has(key: ItemKey): boolean {
    return this.#live.has(key);
  }

  move(from: ItemKey, to: ItemKey): void {
    const thread = this.#live.get(from);
    this.#live.delete(from);
    if (thread) this.#live.set(to, thread);
  }

  /** What has a name that nothing had begins there. */
  touch(key: ItemKey, touch: Touch): void {
    const thread = this.#live.get(key) ?? { first: null, touches: [] };
    this.#live.set(key, thread);
    thread.touches.push(touch);
  }

  /** Whatever has its name later is another one. */
  end(key: ItemKey): void {
    this.#live.delete(key);
  }

  /** Who touched what is called so now. */
  at(key: ItemKey): readonly Touch[] {
    return this.#live.get(key)?.touches ?? [];
  }

  /** Who touched what was called so then, and what stands in its place by now. */
  from(key: ItemKey): readonly Touch[] {
    const then = this.#byFirst.get(key)?.touches ?? [];
    const now = this.#live.get(key);
    return now?.first === null ? [...then, ...now.touches] : then;
  }
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
