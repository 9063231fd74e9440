/** Owns how amounts read: counts with their thousands apart, sizes and times in the unit that suits them. */

export function countWords(count: number): string {
  return count.toLocaleString('en');
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1,000, one digit behind the point below ten: `3.2 MB`. */
export function bytesWords(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  // What would be rounded up to a thousand reads in the next unit.
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && amount < 9.95 ? 1 : 0;
  return `${amount.toFixed(digits)} ${bytes === 1 ? 'byte' : UNITS[unit]}`;
}

/** `12 s`, `3 min`, `2 h 5 min`; what takes less than a second is none. */
export function secondsWords(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What was measured in milliseconds: `4 ms`, `1.4 s`, then as `secondsWords`. */
export function msWords(ms: number): string {
  if (ms < 1) return 'under 1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 9_950 ? `${(ms / 1_000).toFixed(1)} s` : secondsWords(ms / 1_000);
}
