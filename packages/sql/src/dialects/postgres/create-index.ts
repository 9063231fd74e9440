/**
 * Owns indexes in PostgreSQL. As the runtime's driver makes them: a unique key over plain columns is a constraint, one
 * with a NULL-safe part is a unique index, because a constraint cannot hold an expression.
 */
import type { IndexPart, IndexSpec } from '@objectstack/metadata-authoring';
import { quoteName } from './quote.ts';

const GLOBAL_TENANT = '__global__';

/** One key part. @param name how the column is written: quoted for SQL, bare for the catalog's picture */
export function partText(part: IndexPart, name: string): string {
  return part.nullSafe ? `COALESCE(${name}, '${GLOBAL_TENANT}')` : name;
}

export function isConstraint(index: IndexSpec): boolean {
  return index.unique && index.parts.every(({ nullSafe }) => !nullSafe);
}

export function createIndex(table: string, index: IndexSpec): string {
  const parts = index.parts.map((part) => partText(part, quoteName(part.column))).join(', ');
  if (isConstraint(index))
    return `ALTER TABLE ${quoteName(table)} ADD CONSTRAINT ${quoteName(index.name)} UNIQUE (${parts})`;
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(index.name)} ON ${quoteName(table)} (${parts})`;
}

/** Fails half way by leaving an index that is not valid. */
export function buildIndex(table: string, index: IndexSpec): string {
  const parts = index.parts.map((part) => partText(part, quoteName(part.column))).join(', ');
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${quoteName(index.name)} ON ${quoteName(table)} (${parts})`;
}

export function constrainBy(table: string, { name }: IndexSpec): string {
  return `ALTER TABLE ${quoteName(table)} ADD CONSTRAINT ${quoteName(name)} UNIQUE USING INDEX ${quoteName(name)}`;
}

/**
 * @param ifExists where something else may have removed it before
 * @param constraint how it was really made, where that is not how it would be made
 */
export function dropIndex(
  table: string,
  index: IndexSpec,
  ifExists = false,
  constraint = isConstraint(index),
): string {
  const name = `${ifExists ? 'IF EXISTS ' : ''}${quoteName(index.name)}`;
  return constraint ? `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${name}` : `DROP INDEX ${name}`;
}

export function renameIndex(table: string, index: IndexSpec, to: string): string {
  return isConstraint(index)
    ? `ALTER TABLE ${quoteName(table)} RENAME CONSTRAINT ${quoteName(index.name)} TO ${quoteName(to)}`
    : `ALTER INDEX ${quoteName(index.name)} RENAME TO ${quoteName(to)}`;
}
