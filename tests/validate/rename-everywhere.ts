/** Owns following one rename through a whole set, the way a draft does: every item, then the names derived from it. */
import {
  derivedRenames,
  type Rename,
  rewriteReferrers,
} from '../../packages/core/src/draft/rewrite-referrers.ts';
import { type ItemKey, type ItemRef, keyOf, parseKey } from '../../packages/core/src/metadata/ref.ts';
import { extractReferences } from '../../packages/core/src/validate/references/extract-references.ts';
import type { Relations } from '../../packages/core/src/validate/references/facts.ts';

export type Bodies = ReadonlyMap<ItemKey, unknown>;

export function renameEverywhere(
  bodies: Bodies,
  rename: Rename,
  relations: Relations,
): Map<ItemKey, unknown> {
  const next = new Map<ItemKey, unknown>();
  const followUps: Rename[] = [];
  for (const [key, body] of bodies) {
    const ref = parseKey(key);
    const written = rewriteReferrers(ref, body, rename, relations);
    const renamed = renamedRef(ref, rename);
    if (written === null && renamed === ref) {
      next.set(key, body);
      continue;
    }
    const after = { ref: renamed, body: written ?? body };
    const derived = derivedRenames({ ref, body }, after);
    const own = derived.find(({ type, from }) => type === ref.type && from === ref.name);
    next.set(keyOf(own === undefined ? renamed : { type: ref.type, name: own.to }), after.body);
    followUps.push(...derived.filter(({ type }) => type === 'view'));
  }
  return followUps.reduce((result, step) => rewriteAll(result, step, relations), next);
}

/** Views are renamed by the bodies that derive them: only those who name them are left to follow. */
function rewriteAll(
  bodies: Map<ItemKey, unknown>,
  rename: Rename,
  relations: Relations,
): Map<ItemKey, unknown> {
  const next = new Map<ItemKey, unknown>();
  for (const [key, body] of bodies)
    next.set(key, rewriteReferrers(parseKey(key), body, rename, relations) ?? body);
  return next;
}

function renamedRef(ref: ItemRef, rename: Rename): ItemRef {
  const isIt = rename.kind === 'item' && rename.type === ref.type && rename.from === ref.name;
  return isIt ? { type: ref.type, name: rename.to } : ref;
}

export function setItemsOf(bodies: Bodies) {
  return [...bodies].map(([key, body]) => ({ key, facts: extractReferences(parseKey(key), body) }));
}
