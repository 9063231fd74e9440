/** Owns how one piece of metadata is named: `type/name`. */
import { AuthoringError } from '../error.ts';

export interface ItemRef {
  /** Singular metadata type of the spec: `object`, `view`, `flow`, … */
  readonly type: string;
  readonly name: string;
}

/** `type/name`, the key of item indexes, problems and change lists. */
export type ItemKey = string & { readonly __brand?: 'ItemKey' };

export function keyOf(ref: ItemRef): ItemKey {
  return `${ref.type}/${ref.name}`;
}

/** @throws USAGE_INVALID when the text is not `type/name` */
export function parseKey(key: string): ItemRef {
  const slash = key.indexOf('/');
  if (slash <= 0 || slash === key.length - 1) {
    throw new AuthoringError('USAGE_INVALID', `'${key}' does not name an item`, {
      suggestion: 'write it as type/name, for example object/crm_account',
    });
  }
  return { type: key.slice(0, slash), name: key.slice(slash + 1) };
}
