/**
 * Owns the difference between two schema pictures as ordered steps. One forward rule for every case:
 * expand adds under the old names, switch renames and retypes, contract drops under the new names.
 * Whatever cannot run in expand because its name is still taken moves to switch, after the renames.
 */

import { diffColumns } from './diff-columns.ts';
import { diffIndexes } from './diff-indexes.ts';
import { heldName } from './held-name.ts';
import { orderRenames } from './order-renames.ts';
import type { RenameMap } from './rename-map.ts';
import { StepList } from './step-list.ts';
import type { Step } from './steps/step.ts';
import { sameType } from './steps/type-conversion.ts';
import type { ColumnSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

/** What was dropped earlier, is still kept, and may come back (rollback only). */
export interface Restorable {
  table(name: string): { readonly heldName: string; readonly spec: TableSpec } | null;
  column(table: string, name: string): { readonly heldName: string; readonly column: ColumnSpec } | null;
}

export interface DiffInput {
  /** Tables as they are now, leftovers of an unfinished contract included. */
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly renames: RenameMap;
  /** Makes held names unique per run. */
  readonly salt: string;
  readonly restorable?: Restorable;
}

export function diffTables(input: DiffInput): readonly Step[] {
  const steps = new StepList();
  const indexNames = { before: indexNamesOf(input.before), after: indexNamesOf(input.after) };
  const newNameOf = new Map<string, string>();
  for (const name of input.before.keys()) {
    const to = input.renames.tables.get(name) ?? name;
    if (input.after.has(to)) newNameOf.set(name, to);
  }
  // A table that keeps its name loses it to one that is renamed onto it.
  for (const [from, to] of input.renames.tables)
    if (from !== to && newNameOf.get(to) === to) newNameOf.delete(to);
  const oldNameOf = new Map([...newNameOf].map(([from, to]) => [to, from]));

  for (const [name, spec] of [...input.before].sort(byName)) {
    if (newNameOf.has(name)) continue;
    const nameIsNeeded =
      input.after.has(name) || spec.indexes.some((index) => indexNames.after.has(index.name));
    steps.holdTable(nameIsNeeded ? 'switch' : 'contract', spec, heldName(name, input.salt));
  }

  for (const rename of orderRenames(
    [...newNameOf].map(([from, to]) => ({ from, to })),
    (from) => heldName(`rename ${from}`, input.salt),
  ))
    steps.renameTable(rename.from, rename.to);

  for (const [name, spec] of [...input.after].sort(byName)) {
    const oldName = oldNameOf.get(name);
    if (oldName === undefined) {
      const held = input.restorable?.table(name);
      if (held && sameColumns(held.spec, spec)) steps.restoreTable(spec, held.heldName);
      else {
        const nameIsTaken =
          input.before.has(name) || spec.indexes.some((index) => indexNames.before.has(index.name));
        steps.createTable(nameIsTaken ? 'switch' : 'expand', spec);
      }
      continue;
    }
    const old = input.before.get(oldName) as TableSpec;
    const columnRenames = input.renames.columns.get(name) ?? new Map<string, string>();
    diffColumns(steps, { old, spec, columnRenames, salt: input.salt, restorable: input.restorable });
    diffIndexes(steps, { old, spec, columnRenames, indexNames });
  }
  return steps.ordered((from) => heldName(`rename index ${from}`, input.salt));
}

/** Index names share one name space per database. */
function indexNamesOf(tables: SchemaState): ReadonlySet<string> {
  return new Set([...tables.values()].flatMap((table) => table.indexes.map((index) => index.name)));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameColumns(a: TableSpec, b: TableSpec): boolean {
  if (a.columns.length !== b.columns.length) return false;
  const types = new Map(a.columns.map((column) => [column.name, column.type]));
  return b.columns.every((column) => {
    const type = types.get(column.name);
    return type !== undefined && sameType(type, column.type);
  });
}
