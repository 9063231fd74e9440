/**
 * Owns questions: the typed decisions that only the maker can take. A drop plus an add that could be a rename is
 * asked, never guessed; publish refuses while a question is open.
 */
import type { ItemKey } from '../metadata/ref.ts';

export interface Question {
  /** Stable while ref, from and candidates stay the same. */
  readonly id: string;
  readonly kind: 'rename';
  /** For a field: its object; for an object: its old ref. */
  readonly ref: ItemKey;
  /** Absent for an object. */
  readonly path?: 'fields';
  readonly from: string;
  readonly candidates: readonly string[];
}

export type Answer = { readonly renameTo: string } | { readonly replace: true };
