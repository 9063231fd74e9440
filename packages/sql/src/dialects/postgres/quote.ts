/** Owns how names and texts enter PostgreSQL's SQL. Sessions run with standard_conforming_strings on. */
import { invariant } from '@objectstack/metadata-authoring';

/** Nearly every name: a publish quotes tens of thousands of them. */
const PLAIN = /^[a-z0-9_]+$/;

export function quoteName(name: string): string {
  if (PLAIN.test(name)) return `"${name}"`;
  invariant(!name.includes('\0'), 'a name holds a NUL character');
  return `"${name.replaceAll('"', '""')}"`;
}

/** No text of PostgreSQL can hold a NUL. */
export function quoteText(text: string): string {
  invariant(!text.includes('\0'), 'a text literal holds a NUL character');
  return `'${text.replaceAll("'", "''")}'`;
}
