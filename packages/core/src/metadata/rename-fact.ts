/**
 * Owns rename facts: append-only statements that one name became another. Sealed into every version, they turn
 * drop + add into a rename for any jump between two versions, forwards and (inverted) backwards.
 */
import { createHash } from 'node:crypto';
import type { ItemKey } from './ref.ts';

export interface RenameFact {
  /** sha256 (64 hex) of ref, path, from, to and base checksum. */
  readonly id: string;
  /** For a field: its object (`object/crm_account`). For an item: its old key. */
  readonly ref: ItemKey;
  /** `fields` for a field rename; absent for an item rename. */
  readonly path?: 'fields';
  readonly from: string;
  readonly to: string;
}

/** @param baseChecksum checksum of the item's body before the rename, or '' for an item new in its draft */
export function renameFact(fact: Omit<RenameFact, 'id'>, baseChecksum: string): RenameFact {
  const id = createHash('sha256')
    .update(JSON.stringify([fact.ref, fact.path ?? '', fact.from, fact.to, baseChecksum]))
    .digest('hex');
  return { id, ...fact };
}
