/** Owns when an environment may change: inside a window, and outside a freeze. */
import type { ChangeWindow, EnvironmentPolicy } from './environment-policy.ts';

const MINUTES_A_DAY = 24 * 60;

/** @param at ISO-8601 UTC @returns why nothing may change now, in words; null: it may */
export function closedBecause(
  { freeze, windows }: Pick<EnvironmentPolicy, 'freeze' | 'windows'>,
  at: string,
): string | null {
  if (freeze !== null && (freeze.until === null || freeze.until > at))
    return `frozen${freeze.until === null ? '' : ` until ${freeze.until}`}: ${freeze.reason}`;
  if (windows.length === 0 || windows.some((window) => isOpen(window, at))) return null;
  return `outside its change windows: ${windows.map(windowText).join('; ')}`;
}

function isOpen({ days, from, to }: ChangeWindow, at: string): boolean {
  const time = new Date(at);
  const minute = time.getUTCHours() * 60 + time.getUTCMinutes();
  const day = ((time.getUTCDay() + 6) % 7) + 1;
  const [start, end] = [minuteOf(from), minuteOf(to)];
  if (start < end) return days.includes(day) && minute >= start && minute < end;
  const dayBefore = day === 1 ? 7 : day - 1;
  return (
    (days.includes(day) && minute >= start && minute < MINUTES_A_DAY) ||
    (days.includes(dayBefore) && minute < end)
  );
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** As people read it. */
export function windowText({ days, from, to }: ChangeWindow): string {
  return `${days.map((day) => DAYS[day - 1]).join(', ')} ${from} to ${to} UTC`;
}
