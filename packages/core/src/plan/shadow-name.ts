/**
 * Owns the physical names of a column that is to take another's place, of what keeps the two equal, and of the proof
 * that a column holds no NULL. All of them start with a prefix that no metadata may use.
 */
import { createHash } from 'node:crypto';

const PREFIX = '_authoring_new_';

/** Names of columns have at most 48 characters, so this one has at most 63. */
export function shadowName(column: string): string {
  return `${PREFIX}${column}`;
}

export function isShadowName(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** What people call it: the column whose place it is to take. */
export function shadowedName(name: string): string {
  return isShadowName(name) ? name.slice(PREFIX.length) : name;
}

/** @param aside the column beside the live one: a held name, or `table.shadow` */
export function syncName(aside: string): string {
  return `_authoring_sync_${digest(aside)}`;
}

export function proofName(table: string, column: string): string {
  return `_authoring_proof_${digest(`${table}.${column}`)}`;
}

/** An index of a shadow, until it gets the name that the index of the old column still has. */
export function shadowIndexName(index: string): string {
  return `_authoring_index_${digest(index)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
