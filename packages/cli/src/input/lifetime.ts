/** Owns how long something lasts, as people write it: `30d`, `12h`, `90m`. */
import { AuthoringError } from '@objectstack/metadata-authoring';

const MINUTE_MS = 60_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
};

/** @returns milliseconds @throws USAGE_INVALID */
export function parseLifetime(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  throw new AuthoringError('USAGE_INVALID', `'${text}' is no length of time`, {
    suggestion: 'write a whole number of days, hours or minutes: 30d, 12h, 90m',
  });
}
