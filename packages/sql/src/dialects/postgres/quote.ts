/** Owns how names and texts enter PostgreSQL's SQL. Sessions run with standard_conforming_strings on. */
import { invariant } from '@objectstack/metadata-authoring';
import { quotedBy } from '../../environment/quote-name.ts';

export const quoteName = quotedBy('"');

/** No text of PostgreSQL can hold a NUL. */
export function quoteText(text: string): string {
  invariant(!text.includes('\0'), 'a text literal holds a NUL character');
  return `'${text.replaceAll("'", "''")}'`;
}
