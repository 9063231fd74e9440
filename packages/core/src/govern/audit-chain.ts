/** Owns the hash chain of the audit log: each row's hash covers the row and the hash before it. */
import { hash } from 'node:crypto';
import type { AuditRow } from '../ports/change-log.ts';
import { auditFacts } from './audit-facts.ts';

/** `previous` of an organization's first row. */
export const CHAIN_START = '0'.repeat(64);

export interface AuditedRow {
  readonly org: string;
  readonly seq: number;
  readonly actor: string;
  /** The event's own bytes, as the change log stores them. */
  readonly payload: string;
}

/** @returns 64 hex */
export function auditHash(previous: string, row: AuditedRow): string {
  return hash('sha256', JSON.stringify([previous, row.org, row.seq, row.actor, row.payload]));
}

/**
 * @param after the row that comes before it in a whole chain: its number and hash
 * @returns what is wrong with the row, in words; null: nothing
 */
export function brokenBecause(
  org: string,
  after: { readonly seq: number; readonly hash: string },
  { seq, event, audit }: AuditRow,
): string | null {
  if (seq !== after.seq + 1) return `row ${after.seq + 1} is missing`;
  if (event === null) return 'its event is missing from the change log';
  if (audit === null) return 'its audit row is missing';
  if (audit.previous !== after.hash) return 'it does not follow the row before it';
  if (event.actor !== audit.actor) return 'its two rows name different actors';
  if (audit.hash !== auditHash(after.hash, { org, seq, actor: event.actor, payload: event.payload }))
    return 'its event is not what was recorded';
  const facts = auditFacts(JSON.parse(event.payload));
  const differs = (['type', 'name', 'operation', 'outcome', 'code'] as const).find(
    (key) => facts[key] !== audit[key],
  );
  if (differs !== undefined) return `its ${differs} is not what its event says`;
  return audit.at === event.at ? null : 'its two rows name different times';
}
