/** Owns that a package which holds anything holds its manifest: no version of it could be sealed without. */
import type { ItemIndex } from '../../metadata/item-index.ts';
import { MANIFEST_REF } from '../../metadata/item-types.ts';
import { keyOf } from '../../metadata/ref.ts';
import type { Problem } from '../problem.ts';

const MANIFEST_KEY = keyOf(MANIFEST_REF);

export function missingManifest(index: ItemIndex): readonly Problem[] {
  if (index.size === 0 || index.has(MANIFEST_KEY)) return [];
  return [
    {
      code: 'ITEM_INVALID',
      severity: 'error',
      ref: MANIFEST_KEY,
      path: '',
      message: 'the package has no manifest: no version of it can be sealed',
      suggestion:
        'stage the item manifest of type stack; or correct it in the stack definition, and import that again with: mda import PATH',
    },
  ];
}
