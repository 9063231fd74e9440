/** Owns what planning is told of things that may come back: where they are held, and what becomes of them first. */
import type { Restorable } from '../plan/diff-tables.ts';
import { NOBODY } from '../plan/read-table.ts';
import type { Aside, AsideColumn, AsideTable } from '../plan/returning.ts';
import type { Step } from '../plan/steps/step.ts';
import type { ColumnSpec, SchemaState } from '../plan/storage/table-spec.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { RestorableHold, RestorableHolds } from './restorable-holds.ts';

/** @param pending what earlier runs left for later */
export function asideOf({ held, leaving }: RestorableHolds, pending: readonly Step[]): Aside {
  const tables = new Map<string, AsideTable>();
  const columns = new Map<string, AsideColumn[]>();
  /** By the names under which they are held: those of columns that they had held themselves say so. */
  const tableNames = new Map<string, string>();
  for (const { held: thing, heldName, since } of [...leaving, ...held]) {
    if (thing.kind !== 'table') continue;
    const { name } = thing.spec;
    if (!tables.has(name)) tables.set(name, { spec: thing.spec, since });
    tableNames.set(heldName, name);
  }
  for (const hold of [...leaving, ...held]) {
    const column = ownColumn(hold);
    const table = tableNames.get(hold.table) ?? hold.table;
    // A name that a column still has beside its new one is not free.
    const isThere = (step: Step) =>
      step.kind === 'retire_column' && step.table === table && step.old.name === column?.name;
    if (column && !pending.some(isThere))
      columns.set(table, [...(columns.get(table) ?? []), { column, since: hold.since }]);
  }
  return { tables, columns };
}

/** What somebody else had put there under the name was never a value of ours. */
function ownColumn({ held }: HoldRow): ColumnSpec | null {
  return held.kind === 'column' && held.column.owner !== NOBODY ? held.column : null;
}

/** @param before what stands there still needs not to be restored */
export function restorableFrom(
  holds: readonly RestorableHold[],
  returning: Aside,
  before: SchemaState,
): Restorable {
  const heldTable = (name: string) => {
    for (const { held, heldName, table } of holds)
      if (held.kind === 'table' && table === name) return { heldName, spec: held.spec };
    return null;
  };
  const isAway = (table: string) => returning.tables.has(table) && !before.has(table);
  const heldColumn = (name: string, wanted: string) => {
    const table = isAway(name) ? heldTable(name)?.heldName : name;
    for (const hold of holds) {
      const column = hold.table === table ? ownColumn(hold) : null;
      if (column?.name === wanted) return { heldName: hold.heldName, column };
    }
    return null;
  };
  const isThere = (table: string, column: string) =>
    before.get(table)?.columns.some(({ name }) => name === column) ?? false;
  return {
    table: heldTable,
    column: heldColumn,
    returning: {
      tables: new Map(
        [...returning.tables.keys()].flatMap((name) => {
          const held = isAway(name) ? heldTable(name) : null;
          return held ? [[name, held] as const] : [];
        }),
      ),
      columns: new Map(
        [...returning.columns].map(([table, columns]) => [
          table,
          columns.flatMap(({ column: { name } }) =>
            isThere(table, name) ? [] : (heldColumn(table, name) ?? []),
          ),
        ]),
      ),
    },
  };
}
