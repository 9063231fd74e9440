/** Owns stopping a chunk when rows are in the way of it. */
import { AuthoringError, LIMITS } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import type { Refuse } from './action.ts';

/** @throws PREFLIGHT_FAILED with the count and the first keys of these rows, when there are any */
export function refuse(db: Database, action: Refuse): void {
  const count = db.prepare(countOf(action)).pluck().get() as number;
  if (count === 0) return;
  const keys = db.prepare(`SELECT \`id\` ${action.rows} LIMIT ${LIMITS.preflight_keys}`).pluck().all();
  throw new AuthoringError('PREFLIGHT_FAILED', `${count} ${action.what}`, {
    details: { stepId: action.stepId, count, keys: keys.map(String) },
    suggestion: 'correct these rows, then resume the run',
  });
}

/** The question as people read it. */
export function questionText(action: Refuse): string {
  return `-- stops when this counts a row: ${countOf(action)}`;
}

function countOf({ rows }: Refuse): string {
  return `SELECT count(*) ${rows}`;
}
