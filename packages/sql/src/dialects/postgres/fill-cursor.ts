/**
 * Owns how far a fill came on PostgreSQL, as the mark keeps it. A large table is walked in the order in which its rows
 * lie, again where others moved rows behind the walk; then what is left is looked for; a small one goes by its keys.
 */

export interface PageCursor {
  readonly by: 'page';
  /** Counted from 1. */
  readonly walk: number;
  /** The first page that is not done, counted from 0. */
  readonly next: number;
  /** Before which page the batch under way ends: `next` where none is begun. */
  readonly until: number;
  /** Which share of its rows comes next, counted from 0. */
  readonly share: number;
  /** Before which page the table ended when this walk began. */
  readonly end: number;
  readonly rowsPerPage: number;
}

export type FillCursor =
  | PageCursor
  /** After so many walks. */
  | { readonly by: 'rest'; readonly walk: number }
  /** null: before the first key. */
  | { readonly by: 'key'; readonly after: string | null };

export function printCursor(cursor: FillCursor): string {
  switch (cursor.by) {
    case 'page': {
      const { walk, next, until, share, end, rowsPerPage } = cursor;
      return ['page', walk, next, until, share, end, rowsPerPage].join(' ');
    }
    case 'rest':
      return `rest ${cursor.walk}`;
    case 'key':
      return `key ${cursor.after ?? ''}`;
  }
}

/** @returns null for what this release did not write: a fill may always start anew */
export function parseCursor(text: string | null): FillCursor | null {
  const [by, ...rest] = text?.split(' ') ?? [];
  const [walk, next = 0, until = 0, share = 0, end = 0, rowsPerPage] = rest.map(Number);
  if (by === 'key') return { by, after: text?.slice('key '.length) || null };
  if (by === 'rest' && walk) return { by, walk };
  if (by === 'page' && walk && rowsPerPage) return { by, walk, next, until, share, end, rowsPerPage };
  return null;
}
