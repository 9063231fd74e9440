/** Owns which runs the windows and freezes of an environment hold up, and the error of one that is. */
import { AuthoringError } from '../error.ts';
import { closedBecause } from '../policy/change-window.ts';
import type { EnvironmentPolicy } from '../policy/environment-policy.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RunKind } from '../release/run.ts';

/** A rollback helps at any time, a preview is for oneself, and a finalize loses nothing. */
export const HELD_UP_BY_WINDOWS: ReadonlySet<RunKind> = new Set([
  'publish',
  'promote',
  'uninstall',
  'purge',
  'repair',
]);

/**
 * @param at ISO-8601 UTC, by the clock of this process
 * @param suggestion what can be done
 * @throws CHANGE_FROZEN
 */
export function assertOpen(
  { name }: Pick<EnvironmentRow, 'name'>,
  policy: EnvironmentPolicy,
  at: string,
  suggestion: string,
): void {
  const closed = closedBecause(policy, at);
  if (closed === null) return;
  throw new AuthoringError('CHANGE_FROZEN', `'${name}' may not change now: ${closed}`, {
    details: { environment: name, because: closed },
    suggestion,
  });
}
