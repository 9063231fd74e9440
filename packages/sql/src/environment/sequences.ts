/**
 * Owns how the runtime's autonumber counters follow a rename: their key is a hash over object, tenant, field and
 * scope, so a row that is only renamed would count from 1 again.
 */
import { createHash } from 'node:crypto';
import type { Step } from '@objectstack/metadata-authoring';

export const SEQUENCES_TABLE = '_objectstack_sequences';
const SEPARATOR = '\u001f';

export interface SequenceRow {
  readonly key_hash: string;
  readonly object: string;
  readonly tenant_id: string;
  readonly field: string;
  readonly scope: string;
}

/** Which counters, and what they are called afterwards; `to` null: they go away with what was purged. */
export interface SequenceChange {
  readonly object: string;
  readonly field: string | null;
  readonly to: string | null;
}

/** The row as it must read after the rename of its object, or of its field. */
export function renamedSequence(
  row: SequenceRow,
  change: SequenceChange & { readonly to: string },
): SequenceRow {
  const object = change.field === null ? change.to : row.object;
  const field = change.field === null ? row.field : change.to;
  const key = [object, row.tenant_id, field, row.scope].join(SEPARATOR);
  return { ...row, object, field, key_hash: createHash('sha256').update(key).digest('hex') };
}

/** What a step does to counters. A held table or column takes its counters along, so that restoring goes on counting. */
export function sequenceChangeOf(step: Step): SequenceChange | null {
  switch (step.kind) {
    case 'rename_table':
      return { object: step.table, field: null, to: step.to };
    case 'hold_table':
      return { object: step.table, field: null, to: step.heldName };
    case 'restore_table':
      return { object: step.heldName, field: null, to: step.table };
    case 'purge_table':
      return { object: step.table, field: null, to: null };
    case 'rename_column':
      return { object: step.table, field: step.from, to: step.to };
    case 'hold_column':
      return { object: step.table, field: step.column.name, to: step.heldName };
    case 'restore_column':
      return { object: step.table, field: step.heldName, to: step.column.name };
    case 'purge_column':
      return { object: step.table, field: step.heldName, to: null };
    default:
      return null;
  }
}
