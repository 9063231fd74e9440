/**
 * Owns how names and texts enter SQLite's SQL. Backticks, as the runtime's driver writes them: SQLite keeps the text
 * of a definition, and a misspelt name in double quotes would silently become a string.
 */
import { invariant } from '@objectstack/metadata-authoring';
import { quotedBy } from '../../environment/quote-name.ts';

export const quoteName = quotedBy('`');

/** SQLite reads a statement only up to the first NUL. */
export function quoteText(text: string): string {
  invariant(!text.includes('\0'), 'a text literal holds a NUL character');
  return `'${text.replaceAll("'", "''")}'`;
}
