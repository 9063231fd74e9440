/** Owns what people are shown of a real value: enough to find the row, never the value itself. */

/** Of what is shorter, the first character would be too much of it. */
const SHOWS_FIRST_CHARS = 4;

/** `a••• (9 characters)`: the first character and the length. */
export function maskedValue(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text = typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : String(value);
  const characters = [...text];
  const length = characters.length === 1 ? '1 character' : `${characters.length} characters`;
  return `${characters.length < SHOWS_FIRST_CHARS ? '' : characters[0]}••• (${length})`;
}
