/** Owns the steps that bring back what was chosen to: as it went, before anything else happens. */
import type { StepList } from './step-list.ts';
import type { ColumnSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

export interface HeldTable {
  readonly heldName: string;
  /** Under the name that it gets first. */
  readonly spec: TableSpec;
}

export interface HeldColumn {
  readonly heldName: string;
  /** Under the name that it gets first. */
  readonly column: ColumnSpec;
}

/** By the names that tables have then. */
export interface Returning {
  readonly tables: ReadonlyMap<string, HeldTable>;
  readonly columns: ReadonlyMap<string, readonly HeldColumn[]>;
}

export const NOTHING_RETURNS: Returning = { tables: new Map(), columns: new Map() };

/** @param indexes names in use, and wanted in the end @returns the tables as they are then */
export function bringBack(
  steps: StepList,
  before: SchemaState,
  { tables, columns }: Returning,
  indexes: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> },
): SchemaState {
  const all = new Map(before);
  for (const [name, { heldName: at, spec }] of tables) {
    const isWanted = (index: string) => indexes.after.has(index) && !indexes.before.has(index);
    const table: TableSpec = { ...spec, indexes: spec.indexes.filter((index) => isWanted(index.name)) };
    steps.restoreTable('expand', table, at);
    all.set(name, table);
  }
  for (const [name, held] of columns) {
    const table = all.get(name);
    if (table === undefined) continue;
    const back = held.map(({ heldName: at, column }) => ({ at, column: { ...column, notNull: false } }));
    for (const { at, column } of back) steps.restoreColumn('expand', name, column, at);
    all.set(name, { ...table, columns: [...table.columns, ...back.map(({ column }) => column)] });
  }
  return all;
}
