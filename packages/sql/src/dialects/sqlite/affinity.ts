/** Owns which affinity SQLite gives a column by its declared type (sqlite.org/datatype3.html, 3.1). */

/** In the order in which SQLite looks for them. */
const BY_WORD: readonly (readonly [word: RegExp, affinity: Affinity])[] = [
  [/int/i, 'integer'],
  [/char|clob|text/i, 'text'],
  [/blob|^$/i, 'blob'],
  [/real|floa|doub/i, 'real'],
];

type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

export function affinityOf(type: string): Affinity {
  return BY_WORD.find(([word]) => word.test(type))?.[1] ?? 'numeric';
}
