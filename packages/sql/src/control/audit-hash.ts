/** Owns the hash chain of the audit log: each row's hash covers the row and the hash before it. */
import { createHash } from 'node:crypto';

/** `prev_hash` of an organization's first row. */
export const chainStart = '0'.repeat(64);

export interface AuditedRow {
  readonly org: string;
  readonly seq: number;
  readonly actor: string;
  /** The event's own bytes, as the change log stores them. */
  readonly payload: string;
}

/** @returns 64 hex */
export function auditHash(previous: string, row: AuditedRow): string {
  return createHash('sha256')
    .update(JSON.stringify([previous, row.org, row.seq, row.actor, row.payload]))
    .digest('hex');
}
