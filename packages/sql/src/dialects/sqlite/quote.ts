/**
 * Owns how names and texts enter SQLite's SQL. Backticks, as the runtime's driver writes them: SQLite keeps the text
 * of a definition, and a misspelt name in double quotes would silently become a string.
 */
import { invariant } from '@objectstack/metadata-authoring';

/** Nearly every name: a publish quotes tens of thousands of them. */
const PLAIN = /^[a-z0-9_]+$/;

export function quoteName(name: string): string {
  if (PLAIN.test(name)) return `\`${name}\``;
  invariant(!name.includes('\0'), 'a name holds a NUL character');
  return `\`${name.replaceAll('`', '``')}\``;
}

/** SQLite reads a statement only up to the first NUL. */
export function quoteText(text: string): string {
  invariant(!text.includes('\0'), 'a text literal holds a NUL character');
  return `'${text.replaceAll("'", "''")}'`;
}
