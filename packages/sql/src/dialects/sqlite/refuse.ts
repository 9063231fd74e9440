/** Owns stopping a chunk when rows are in the way of it. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { Refuse } from './action.ts';

/** @throws PREFLIGHT_FAILED when the query counts any row */
export function refuse(db: Database, action: Refuse): void {
  const count = db.prepare(action.sql).pluck().get() as number;
  if (count === 0) return;
  throw new AuthoringError('PREFLIGHT_FAILED', `${count} ${action.what}`, {
    details: { stepId: action.stepId, count },
    suggestion: 'correct these rows, then resume the run',
  });
}

/** The question as people read it. */
export function questionText(action: Refuse): string {
  return `-- stops when this counts a row: ${action.sql}`;
}
