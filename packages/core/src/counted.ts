/** Owns how a number of things is told to people. */

/** `1 row`, `2 rows`. @param noun one of which the plural ends in s */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
