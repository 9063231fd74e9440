/** Owns putting items back together as a stack definition, for readers. The reverse of stack-items.ts. */
import { AuthoringError } from '../error.ts';
import { collectionOfType, isSingletonKey, STACK_TYPE } from './item-types.ts';
import { type ItemKey, parseKey } from './ref.ts';

/**
 * Collections come out sorted by item name, keys of the stack sorted too. Bodies are shared, not copied.
 * @throws TYPE_UNKNOWN for an item that no stack has a place for
 */
export function stackOfItems(
  items: Iterable<{ readonly key: ItemKey; readonly body: unknown }>,
): Record<string, unknown> {
  const singles = new Map<string, unknown>();
  const collections = new Map<string, { name: string; body: unknown }[]>();
  for (const { key, body } of items) {
    const { type, name } = parseKey(key);
    const collection = collectionOfType(type);
    if (collection) {
      const list = collections.get(collection.key);
      if (list) list.push({ name, body });
      else collections.set(collection.key, [{ name, body }]);
    } else if (type === STACK_TYPE && isSingletonKey(name)) singles.set(name, body);
    else
      throw new AuthoringError('TYPE_UNKNOWN', `a stack has no place for '${key}'`, {
        suggestion: 'discard the item, or stage it under a type that stacks know',
      });
  }
  const stack: Record<string, unknown> = {};
  for (const key of [...singles.keys(), ...collections.keys()].sort()) {
    const list = collections.get(key);
    stack[key] = list ? list.sort(byName).map((item) => item.body) : singles.get(key);
  }
  return stack;
}

/** Code-unit order: the same on every machine and in every locale. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
