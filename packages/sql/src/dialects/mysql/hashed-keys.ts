/**
 * Owns which unique keys MariaDB keeps as a hash: those that are longer than any key of InnoDB. It computes a hidden column
 * for each, and makes whatever is altered beside that by copying the table.
 */
import type { ColumnSpec, IndexSpec, TableSpec } from '@objectstack/metadata-authoring';
import { prefixOf } from './create-index.ts';

/** 3,072 bytes, four for each character. */
export const KEY_CHARS = 768;
/** Whatever else a key part is takes no more than two characters would. */
const OTHER_CHARS = 2;

export function hashedKeys({ indexes, columns }: TableSpec): readonly string[] {
  return indexes
    .filter((index) => index.unique && charsOf(index, columns) > KEY_CHARS)
    .map(({ name }) => name);
}

/** How many characters an index is long. */
export function charsOf(index: IndexSpec, columns: readonly ColumnSpec[]): number {
  const chars = index.parts.map((part) => {
    const type = columns.find(({ name }) => name === part.column)?.type;
    const most = prefixOf(part, index, columns);
    if (most !== null) return most;
    if (type?.kind === 'text' || type?.kind === 'json') return Number.POSITIVE_INFINITY;
    return type?.kind === 'string' ? type.length : OTHER_CHARS;
  });
  return chars.reduce((sum, length) => sum + length, 0);
}
