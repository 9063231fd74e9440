/** Owns that nothing of an approval is judged by a clock that is behind it: setting one back gives nobody more time. */
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { ApprovalRow } from '../ports/approval.ts';

/** @throws APPROVAL_STATE when the request was written to later than it is now, by more than clocks may differ */
export function assertClock({ id, status, updatedAt }: ApprovalRow, now: string): void {
  if (Date.parse(updatedAt) - Date.parse(now) <= LIMITS.clock_skew_ms) return;
  throw new AuthoringError(
    'APPROVAL_STATE',
    `the clock of this machine says ${now}, but request '${id}' was written to at ${updatedAt} already`,
    {
      details: { request: id, status, now, updatedAt },
      suggestion: 'set the clock right: by this one nobody can tell whether the request has expired',
    },
  );
}
