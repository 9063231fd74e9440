/**
 * Owns the physical name of what is held: `_hold_<hash>`, unique per thing and per run, so that a name dropped twice
 * or added again never collides with what is kept.
 */
import { createHash } from 'node:crypto';

/** @param what `table` or `table.column` @param salt id of the run (or '' in a dry plan's picture) */
export function heldName(what: string, salt: string): string {
  return `_hold_${createHash('sha256')
    .update(JSON.stringify([what, salt]))
    .digest('hex')
    .slice(0, 24)}`;
}
