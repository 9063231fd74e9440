/** Owns that a reason says something: it stands in the log for ever, and is what others decide by. */
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';

/** @param what for, as in `an emergency` @throws USAGE_INVALID */
export function assertReason(reason: string, what: string): void {
  const max = LIMITS.reason_chars_max;
  if (reason.trim() !== '' && reason.length <= max) return;
  throw new AuthoringError(
    'USAGE_INVALID',
    reason.trim() === '' ? `${what} needs a reason` : `the reason is longer than ${max} characters`,
    { suggestion: 'say it in a sentence, and name where to read more' },
  );
}
