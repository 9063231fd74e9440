/** Owns the derived names of indexes: the driver looks an index up by this name and creates it when it is missing. */
import { createHash } from 'node:crypto';

const LONGEST_CHARS = 60;
const HASH_CHARS = 8;

/** `uniq_` or `idx_`, table, columns; beyond 60 characters a cut head with 8 hex of the full name's sha-1. */
export function indexNameOf(table: string, columns: readonly string[], unique: boolean): string {
  const head = `${unique ? 'uniq' : 'idx'}_${table}`;
  const full = `${head}_${columns.join('_')}`;
  if (full.length <= LONGEST_CHARS) return full;
  const hash = createHash('sha1').update(full).digest('hex').slice(0, HASH_CHARS);
  return `${head.slice(0, LONGEST_CHARS - HASH_CHARS - 1)}_${hash}`;
}
