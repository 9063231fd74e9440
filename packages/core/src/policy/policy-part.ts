/** Owns reading parts of a policy from JSON that nobody checked; whatever is wrong is named by where it stands. */
import { AuthoringError } from '../error.ts';

export function recordIn(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalidPart(name, 'is no JSON object');
}

export function nothingElse(rest: Readonly<Record<string, unknown>>, name: string): void {
  const [key] = Object.keys(rest);
  if (key !== undefined) throw invalidPart(name, `has no '${key}'`);
}

/** @param absent what it is when nobody says */
export function wholeNumber(
  value: unknown,
  absent: number,
  name: string,
  least: number,
  most: number,
): number {
  if (value === undefined) return absent;
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  throw invalidPart(name, `is no whole number from ${least} to ${most}`);
}

export function invalidPart(name: string, why: string): AuthoringError {
  return new AuthoringError('USAGE_INVALID', `${name} ${why}`, {
    suggestion: 'see what a policy holds with: mda policy show --env NAME --json',
  });
}
