/**
 * Owns following a rename through a whole draft: every item that names the old name gets a rewritten body, and what is
 * named after it (a seed by its object, a view by `<object>.<key>`) is renamed too, with everything that names that.
 */
import { bodiesOf, type DraftView, factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import { collectionOfType } from '../metadata/item-types.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import { manifestFactsOf } from '../release/manifest-facts.ts';
import type { Scope } from '../scope.ts';
import type { ItemRename, Rename } from './rewrite-referrers.ts';

export interface FollowedItem {
  /** Key before the rename. */
  readonly origin: ItemKey;
  /** Key after it: the same, or a new one. */
  readonly key: ItemKey;
  readonly body: unknown;
}

export interface Followed {
  /** Items whose body or key changed, the renamed one first. */
  readonly items: readonly FollowedItem[];
  /** Item renames in the order in which they happened, the asked one included. */
  readonly moves: readonly { readonly from: ItemKey; readonly to: ItemKey }[];
}

export async function followRename(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  view: DraftView,
  manifestId: string,
  asked: Rename,
): Promise<Followed> {
  const { derivedRenames, mayReferTo, rewriteReferrers } = await import('./rewrite-referrers.ts');
  const { SetValidation } = await import('../validate/validate-set.ts');
  const facts = await factsOf(context, tx, scope, view.index);
  const manifest = await manifestFactsOf(context, tx, scope, view.index, manifestId);
  const { relations } = new SetValidation({
    manifest,
    items: [...facts].map(([key, item]) => ({ key, facts: item })),
  });
  /** Changed items by their key of the moment. */
  const changed = new Map<ItemKey, FollowedItem>();
  const moves: { from: ItemKey; to: ItemKey }[] = [];
  const seen = new Set<string>();
  const queue: Rename[] = [asked];
  for (let rename = queue.shift(); rename !== undefined; rename = queue.shift()) {
    const identity = JSON.stringify(rename);
    if (seen.has(identity)) continue;
    seen.add(identity);
    const current: Rename = rename;
    const own =
      current.kind === 'item'
        ? keyOf({ type: current.type, name: current.from })
        : keyOf({ type: 'object', name: current.object });
    const origins = new Set([...changed.values()].map((item) => item.origin));
    const candidates = [...facts]
      .filter(([key, item]) => !origins.has(key) && (key === own || mayReferTo(item, current)))
      .map(([key]) => key);
    const loaded = await bodiesOf(context, tx, scope, view.index, candidates);
    const items = [
      ...changed.values(),
      ...candidates.map((key) => ({ origin: key, key, body: loaded.get(key) })),
    ];
    for (const item of items) {
      const rewritten = rewriteReferrers(parseKey(item.key), item.body, current, relations);
      const moved =
        current.kind === 'item' && item.key === own ? movedTo(item, current, rewritten ?? item.body) : null;
      if (moved === null && rewritten === null) continue;
      const next = moved ?? { ...item, body: rewritten };
      const isFree = next.key === item.key || !view.index.has(next.key);
      const settled = isFree ? next : { ...next, key: item.key };
      if (settled.key !== item.key) moves.push({ from: item.key, to: settled.key });
      changed.delete(item.key);
      changed.set(settled.key, settled);
      queue.push(
        ...derivedRenames(
          { ref: parseKey(item.key), body: item.body },
          { ref: parseKey(settled.key), body: settled.body },
        ),
      );
    }
  }
  return { items: [...changed.values()], moves };
}

/** The renamed item itself, under its new key; a body that carries its name says the new one. */
function movedTo(item: FollowedItem, rename: ItemRename, body: unknown): FollowedItem {
  const key = keyOf({ type: rename.type, name: rename.to });
  const carriesName =
    collectionOfType(rename.type)?.naming === 'authored' ||
    (body as { readonly name?: unknown }).name === rename.from;
  return { ...item, key, body: carriesName ? { ...(body as object), name: rename.to } : body };
}
