/** Owns views under earlier names of tables in memory: which table they stand for, and rows there and back. */
import type { PhysicalView, ViewColumn } from '@objectstack/metadata-authoring';
import type { MemoryTables } from './target-database-memory-tables.ts';
import { evaluate } from './target-database-memory-values.ts';
import type { TableRow } from './target-database-subject.ts';

export interface MemoryView {
  readonly table: string;
  readonly columns: readonly ViewColumn[];
}

/** @returns null: it is no view */
export function viewNamed(tables: MemoryTables, name: string): MemoryView | null {
  for (const [table, { views }] of tables) {
    const columns = views.get(name);
    if (columns) return { table, columns };
  }
  return null;
}

/** The row of the table that a writer of the view means. */
export function rowThrough({ columns }: MemoryView, row: TableRow, now: string): TableRow {
  const known = new Map(columns.map((column) => [column.name, column]));
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const column = known.get(name);
      if (!column) throw new Error(`the view has no column '${name}'`);
      const { feeds } = column;
      if (!feeds) return [column.column, value];
      return [feeds.column, evaluate(feeds.value, { [column.column]: value }, feeds.type, now)];
    }),
  );
}

export function rowAsSeen({ columns }: MemoryView, row: TableRow): TableRow {
  return Object.fromEntries(columns.map(({ name, column }) => [name, row[column] ?? null]));
}

export function viewPicture({ table, columns }: MemoryView): PhysicalView {
  return { columns: new Map(columns.map(({ name, column }) => [name, { table, column }])), plain: true };
}
