/** Owns the words for an index in plans. */
import type { IndexSpec } from '../storage/table-spec.ts';

export function indexText(index: IndexSpec): string {
  return `${index.unique ? 'unique ' : ''}${index.name} (${index.parts.map((part) => part.column).join(', ')})`;
}
