/**
 * Owns the text of indexes in SQLite. The catalog keeps it from the index's name on, so its letter case follows the
 * runtime's driver: `on` for plain columns, `ON` where a NULL tenant counts as one tenant.
 */
import type { IndexPart, IndexSpec } from '@objectstack/metadata-authoring';
import { quoteName } from './quote.ts';

const GLOBAL_TENANT = '__global__';

/** One key part. @param name how the column is written: quoted for SQL, bare for the catalog's picture */
export function partText(part: IndexPart, name: string): string {
  return part.nullSafe ? `COALESCE(${name}, '${GLOBAL_TENANT}')` : name;
}

export function createIndex(table: string, index: IndexSpec): string {
  const parts = index.parts.map((part) => partText(part, quoteName(part.column))).join(', ');
  const on = index.parts.some(({ nullSafe }) => nullSafe) ? 'ON' : 'on';
  const unique = index.unique ? 'UNIQUE ' : '';
  return `CREATE ${unique}INDEX ${quoteName(index.name)} ${on} ${quoteName(table)} (${parts})`;
}

export function dropIndex(index: string): string {
  return `DROP INDEX ${quoteName(index)}`;
}
