/** Owns how amounts read: counts with their thousands apart, sizes and times in the unit that suits them. */

export function countWords(count: number): string {
  return count.toLocaleString('en');
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1,000, one digit behind the point below ten: `3.2 MB`. */
export function bytesWords(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1_000 && unit < UNITS.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && amount < 10 ? 1 : 0;
  return `${amount.toFixed(digits)} ${bytes === 1 ? 'byte' : UNITS[unit]}`;
}
