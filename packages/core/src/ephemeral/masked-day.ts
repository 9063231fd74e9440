/** Owns days of rows in a sample: which day a value says, and the same value on another day. Times of a day stay. */

const WRITTEN = /^(\d{4,6})-(\d\d)-(\d\d)((?:[T ]\d\d:\d\d.*)?)$/;
const DAY_MS = 86_400_000;
/** From then on it says 'for ever', and from 1 on no other year 0 is a day. */
const FOR_EVER = 9000;
/** A number that is larger counts milliseconds since 1970, a smaller one seconds, and a much smaller one is no time. */
const MILLISECONDS_FROM = 100_000_000_000;
const SECONDS_FROM = 100_000_000;

/** Counted from 1970-01-01. @returns null: it says no day that could be another */
export function dayOf(value: string | number): number | null {
  if (typeof value === 'number') {
    const size = Math.abs(value);
    return size < SECONDS_FROM ? null : Math.floor((value * (size < MILLISECONDS_FROM ? 1_000 : 1)) / DAY_MS);
  }
  const [, year, month, day] = WRITTEN.exec(value) ?? [];
  if (Number(year) === 0 || Number(year) >= FOR_EVER || year === undefined) return null;
  return dayNumber(Number(year), Number(month) - 1, Number(day));
}

/** @param days that it moves @returns written as it was */
export function movedDay<T extends string | number>(value: T, days: number): T;
export function movedDay(value: string | number, days: number): string | number {
  if (typeof value === 'number')
    return value + days * (Math.abs(value) < MILLISECONDS_FROM ? DAY_MS / 1_000 : DAY_MS);
  const [, , , , time = ''] = WRITTEN.exec(value) ?? [];
  return (
    new Date(((dayOf(value) ?? 0) + days) * DAY_MS).toISOString().slice(0, -14).replace(/^\+0*/, '') + time
  );
}

/** The first day of its year, and how many that has. */
export function yearOf(day: number): { readonly first: number; readonly days: number } {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  const first = dayNumber(year, 0, 1);
  return { first, days: dayNumber(year + 1, 0, 1) - first };
}

function dayNumber(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day) / DAY_MS;
}
