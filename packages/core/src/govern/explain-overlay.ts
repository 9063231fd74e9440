/** Owns why a value of an overlay is live: whose edit in that environment brought it. Reads only. */
import { canonicalTexts } from '../content.ts';
import type { Context } from '../context.ts';
import { canonicalJson } from '../metadata/canonical-json.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { OverlayHistoryEntry } from '../ports/overlay.ts';
import type { Scope } from '../scope.ts';
import { valueAt } from './value-at.ts';

export interface OverlaidValue {
  readonly ref: ItemKey;
  readonly path: readonly string[];
  /** undefined: the overlay took it away. */
  readonly value: unknown;
  readonly edit: { readonly by: string; readonly at: string; readonly op: OverlayHistoryEntry['op'] } | null;
}

/** Edits of one overlay that are looked through. */
const HISTORY = 10_000;

/** @param what `type/name.path.to.value` @returns null: nothing there overrides the item */
export async function overlaidValue(
  context: Context,
  scope: Scope,
  what: string,
  environmentId: string,
): Promise<OverlaidValue | null> {
  const { type, name } = parseKey(what);
  const words = name.split('.');
  // A name may hold dots: the longest that is there is meant.
  for (let length = words.length; length > 0; length -= 1) {
    const ref: ItemKey = `${type}/${words.slice(0, length).join('.')}`;
    const row = await context.plane.overlays.get(scope, environmentId, ref);
    if (!row) continue;
    const path = words.slice(length);
    const history = await context.plane.overlays.history(scope, environmentId, ref, HISTORY);
    const checksums = new Set([row.bodyChecksum]);
    for (const { checksumBefore, checksumAfter } of history)
      for (const one of [checksumBefore, checksumAfter]) if (one !== null) checksums.add(one);
    const texts = await canonicalTexts(context, context.plane, scope, checksums);
    const valueIn = (checksum: string | null) =>
      checksum === null ? undefined : valueAt(JSON.parse(texts.get(checksum) as string), path);
    const value = valueIn(row.bodyChecksum);
    const holds = (checksum: string | null) => checksum !== null && sameValue(valueIn(checksum), value);
    const since = history.findIndex(({ checksumBefore }) => !holds(checksumBefore));
    const entry = history[since];
    return { ref, path, value, edit: entry ? { by: entry.by, at: entry.at, op: entry.op } : null };
  }
  return null;
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
