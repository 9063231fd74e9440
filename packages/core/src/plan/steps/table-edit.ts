/** Owns the pure edits of a table picture that step kinds share. */
import { invariant } from '../../error.ts';
import type { ColumnSpec, IndexSpec, TableSpec } from '../storage/table-spec.ts';

export type Tables = Map<string, TableSpec>;

export function tableIn(tables: Tables, name: string): TableSpec {
  const table = tables.get(name);
  invariant(table, `a step names table '${name}', which is not there at that point of the plan`);
  return table;
}

export function editColumn(
  tables: Tables,
  table: string,
  column: string,
  edit: (spec: ColumnSpec) => ColumnSpec,
): void {
  const spec = tableIn(tables, table);
  invariant(
    spec.columns.some((c) => c.name === column),
    `a step names column '${table}.${column}', which is not there at that point of the plan`,
  );
  tables.set(table, { ...spec, columns: spec.columns.map((c) => (c.name === column ? edit(c) : c)) });
}

export function addColumn(tables: Tables, table: string, column: ColumnSpec): void {
  const spec = tableIn(tables, table);
  invariant(
    spec.columns.every((c) => c.name !== column.name),
    `a step adds column '${table}.${column.name}', which is already there at that point of the plan`,
  );
  tables.set(table, { ...spec, columns: [...spec.columns, column] });
}

/** Removes the column and every index that covers it. */
export function removeColumn(tables: Tables, table: string, column: string): void {
  const spec = tableIn(tables, table);
  tables.set(table, {
    ...spec,
    columns: spec.columns.filter((c) => c.name !== column),
    indexes: spec.indexes.filter((index) => index.parts.every((part) => part.column !== column)),
  });
}

export function addIndex(tables: Tables, table: string, index: IndexSpec): void {
  const spec = tableIn(tables, table);
  tables.set(table, { ...spec, indexes: [...spec.indexes, index] });
}

export function removeIndex(tables: Tables, table: string, name: string): void {
  const spec = tableIn(tables, table);
  tables.set(table, { ...spec, indexes: spec.indexes.filter((index) => index.name !== name) });
}
