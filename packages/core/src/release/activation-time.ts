/** Owns reading the time at which a run that is held is to go live. */
import { AuthoringError } from '../error.ts';
import type { RunRequest } from './run.ts';

/** With its offset: whose clock is meant must not depend on where it is read. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** @returns ISO-8601 UTC @throws USAGE_INVALID when it is no time, has no offset, or is over */
export function activationTime(text: string, now: string): string {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new AuthoringError('USAGE_INVALID', `'${text.slice(0, 40)}' is no time with its offset`, {
      suggestion: 'write it as 2026-12-01T02:00Z, or as 2026-12-01T02:00+01:00',
    });
  const at = new Date(ms).toISOString();
  if (at > now) return at;
  throw new AuthoringError('USAGE_INVALID', `${at} is over: it is ${now}`, {
    suggestion: 'name a later time, or swap it now with: mda activate --env NAME',
  });
}

/** @returns whether a run is to be held, and until when, as its request says it. A time holds it. @throws USAGE_INVALID */
export function holdAsked(
  { hold, activateAt }: { readonly hold?: boolean; readonly activateAt?: string },
  now: string,
): Pick<RunRequest, 'hold' | 'activateAt'> {
  if (activateAt !== undefined) return { hold: true, activateAt: activationTime(activateAt, now) };
  return hold === undefined ? {} : { hold };
}
