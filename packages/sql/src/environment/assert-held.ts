/** Owns the last check before anything is dropped for good: only what was renamed aside may go. */
import { invariant } from '@objectstack/metadata-authoring';

/** @throws ASSERTION_FAILED */
export function assertHeld(name: string): void {
  invariant(name.startsWith('_hold_'), `a purge names '${name}', which is not held`);
}
