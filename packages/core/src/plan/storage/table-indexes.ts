/** Owns the indexes of a table: those of unique fields first, in field order, then the declared ones in theirs. */
import { indexNameOf } from './index-name.ts';
import type { ServedIndex, ServedObject, UniqueScope } from './served-object.ts';
import type { IndexSpec } from './table-spec.ts';
import { tenantColumnOf } from './tenant-column.ts';

/** Every index that metadata asks for, before any is dropped for a column that does not exist. */
export function requestedIndexesOf(object: ServedObject, table: string): readonly IndexSpec[] {
  const tenant = tenantColumnOf(object);
  const requested: IndexSpec[] = [];
  for (const [name, field] of object.fields) {
    if (field.unique === null) continue;
    // The tenant column itself cannot be unique within a tenant.
    const scope = name === tenant ? 'global' : field.unique;
    requested.push(
      indexSpecOf(table, { name: null, fields: [name], unique: scope, owner: field.definedBy }, tenant),
    );
  }
  for (const index of object.indexes) requested.push(indexSpecOf(table, index, tenant));
  return requested;
}

/** The driver skips an index with a missing column, and of several with one name creates the first. */
export function createdIndexesOf(
  requested: readonly IndexSpec[],
  columns: ReadonlySet<string>,
): readonly IndexSpec[] {
  const created = new Map<string, IndexSpec>();
  for (const index of requested) {
    if (created.has(index.name) || !index.parts.every(({ column }) => columns.has(column))) continue;
    created.set(index.name, index);
  }
  return [...created.values()];
}

function indexSpecOf(table: string, index: ServedIndex, tenant: string | null): IndexSpec {
  const columns = keyColumnsOf(index.fields, index.unique, tenant);
  const unique = index.unique !== null;
  const nullSafe = index.unique === 'organization' ? tenant : null;
  return {
    name: index.name ?? indexNameOf(table, columns, unique),
    parts: columns.map((column) => ({ column, nullSafe: column === nullSafe })),
    unique,
    owner: index.owner,
  };
}

function keyColumnsOf(
  fields: readonly string[],
  unique: UniqueScope | null,
  tenant: string | null,
): readonly string[] {
  if (unique !== 'organization' || tenant === null || fields.includes(tenant)) return fields;
  return [tenant, ...fields];
}
