/** Owns the step from one object to its table. Pure and without parsing: a warm plan calls it for every changed table. */
import { columnDefaultOf } from './column-default.ts';
import { columnTypeOf } from './column-type.ts';
import { type ServedField, type ServedObject, servedObjectOf } from './served-object.ts';
import { createdIndexesOf, requestedIndexesOf } from './table-indexes.ts';
import { tableNameOf } from './table-name.ts';
import type { ColumnSpec, TableSpec } from './table-spec.ts';

/** The driver makes these itself: a field declared under one of their names adds nothing to the table. */
const BUILTIN_COLUMNS: readonly ColumnSpec[] = [
  { name: 'id', type: { kind: 'string', length: 255 }, notNull: true, default: null, owner: '' },
  { name: 'created_at', type: { kind: 'datetime' }, notNull: false, default: { kind: 'now' }, owner: '' },
  { name: 'updated_at', type: { kind: 'datetime' }, notNull: false, default: { kind: 'now' }, owner: '' },
];
const BUILTIN_NAMES: ReadonlySet<string> = new Set(BUILTIN_COLUMNS.map(({ name }) => name));

/**
 * The table of an object that no other package extends. An object with `lifecycle.storage` rotation has one plain
 * table like any other: only the runtime cuts it into dated tables, on SQLite, by its own clock.
 *
 * @param object an object body that parses under the spec's ObjectSchema
 * @param owner manifestId of the package that holds it
 * @returns null for an external object: its table is somebody else's
 * @throws ASSERTION_FAILED when the body is no object with a name
 */
export function tableSpecOf(object: unknown, owner: string): TableSpec | null {
  return tableSpecOfServed(servedObjectOf(object, owner));
}

/** As {@link tableSpecOf}, of an object that is already merged with its extensions. */
export function tableSpecOfServed(object: ServedObject): TableSpec | null {
  if (object.external) return null;
  const table = tableNameOf(object.name);
  const requested = requestedIndexesOf(object, table);
  const keyed = new Set(requested.flatMap(({ parts }) => parts.map(({ column }) => column)));
  const columns = [...BUILTIN_COLUMNS];
  for (const [name, field] of object.fields) {
    if (BUILTIN_NAMES.has(name)) continue;
    const column = columnSpecOf(name, field, keyed.has(name));
    if (column) columns.push(column);
  }
  const indexes = createdIndexesOf(requested, new Set(columns.map(({ name }) => name)));
  return { name: table, columns, indexes, owner: object.owner };
}

function columnSpecOf(name: string, field: ServedField, keyed: boolean): ColumnSpec | null {
  const type = columnTypeOf(field, keyed);
  if (type === null) return null;
  return {
    name,
    type,
    // The driver returns before it reads `storage` of a multi-value field.
    notNull: field.notNull && !field.multiple,
    default: columnDefaultOf(field, type),
    owner: field.owner,
    ...(field.choices ? { choices: field.choices } : {}),
    ...(field.reference === null ? {} : { reference: tableNameOf(field.reference) }),
    ...(field.type === 'autonumber' ? { counted: true } : {}),
  };
}
