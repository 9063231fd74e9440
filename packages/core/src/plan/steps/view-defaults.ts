/** Owns what a view does to the picture of its table: a column that feeds another one has no default meanwhile. */
import type { SchemaState } from '../storage/table-spec.ts';
import type { CreateView, DropView } from './step.ts';
import type { Tables } from './table-edit.ts';

export function restDefaults(tables: Tables, step: CreateView | DropView, which: 'rest' | 'return'): void {
  const table = tables.get(step.table);
  const resting = new Map(
    step.columns.flatMap(({ column, feeds }) => (feeds?.rests ? [[column, feeds.rests] as const] : [])),
  );
  if (!table || resting.size === 0) return;
  tables.set(step.table, {
    ...table,
    columns: table.columns.map((column) => {
      const value = resting.get(column.name);
      return value === undefined ? column : { ...column, default: which === 'rest' ? null : value };
    }),
  });
}

/** The picture while the views stand that the steps will drop. */
export function withViews(state: SchemaState, drops: readonly DropView[]): SchemaState {
  const tables = new Map(state);
  for (const step of drops) restDefaults(tables, step, 'rest');
  return tables;
}
