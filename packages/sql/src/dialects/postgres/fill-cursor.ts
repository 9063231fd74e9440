/**
 * Owns how far a fill came on PostgreSQL, as the mark keeps it. A large table is walked in the order in which its rows
 * lie, again where others moved rows behind the walk; then what is left is looked for; a small one goes by its keys.
 */

export type FillCursor =
  /** Pages are counted from 0; `end` is where the table ended when this walk began. */
  | {
      readonly by: 'page';
      readonly walk: number;
      readonly next: number;
      readonly end: number;
      readonly rowsPerPage: number;
    }
  /** After so many walks. */
  | { readonly by: 'rest'; readonly walk: number }
  /** null: before the first key. */
  | { readonly by: 'key'; readonly after: string | null };

export function printCursor(cursor: FillCursor): string {
  switch (cursor.by) {
    case 'page':
      return `page ${cursor.walk} ${cursor.next} ${cursor.end} ${cursor.rowsPerPage}`;
    case 'rest':
      return `rest ${cursor.walk}`;
    case 'key':
      return `key ${cursor.after ?? ''}`;
  }
}

/** @returns null for what this release did not write: a fill may always start anew */
export function parseCursor(text: string | null): FillCursor | null {
  const [by, ...rest] = text?.split(' ') ?? [];
  const [walk, next, end, rowsPerPage] = rest.map(Number);
  if (by === 'key') return { by, after: text?.slice('key '.length) || null };
  if (by === 'rest' && walk) return { by, walk };
  if (by === 'page' && walk && next !== undefined && end !== undefined && rowsPerPage)
    return { by, walk, next, end, rowsPerPage };
  return null;
}
