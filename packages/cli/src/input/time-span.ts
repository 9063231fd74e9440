/** Owns spans of time as people type them: 90s, 45m, 2h, 7d. */
import { AuthoringError } from '@objectstack/metadata-authoring';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @returns milliseconds @throws USAGE_INVALID */
export function timeSpanMs(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  throw new AuthoringError('USAGE_INVALID', `'${text.slice(0, 40)}' is no span of time`, {
    suggestion: 'write a whole number and its unit: 90s, 45m, 2h or 7d',
  });
}
