/** Owns grouping refs, so that one statement handles all items of a type. */
import { type ItemKey, parseKey } from '@objectstack/metadata-authoring';

/** Each name once. */
export function namesByType(refs: readonly ItemKey[]): ReadonlyMap<string, readonly string[]> {
  const byType = new Map<string, Set<string>>();
  for (const ref of refs) {
    const { type, name } = parseKey(ref);
    const names = byType.get(type);
    if (names) names.add(name);
    else byType.set(type, new Set([name]));
  }
  return new Map([...byType].map(([type, names]) => [type, [...names]]));
}
