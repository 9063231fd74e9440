/** Owns how names and texts enter MySQL's SQL. Sessions run without ANSI_QUOTES and with backslash escapes. */
import { invariant } from '@objectstack/metadata-authoring';
import { quotedBy } from '../../environment/quote-name.ts';

export const quoteName = quotedBy('`');

export function quoteText(text: string): string {
  invariant(!text.includes('\0'), 'a text literal holds a NUL character');
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
