/**
 * Owns the difference between two schema pictures as ordered steps. One forward rule for every case:
 * expand adds under the old names, switch renames and retypes, contract drops under the new names.
 * Whatever cannot run in expand because its name is still taken moves to switch, after the renames.
 */

import type { Engine } from '../ports/environment.ts';
import { type ColumnDiffInput, diffColumns } from './diff-columns.ts';
import { diffIndexes } from './diff-indexes.ts';
import { heldName } from './held-name.ts';
import { leaveViews } from './leave-views.ts';
import { orderRenames } from './order-renames.ts';
import type { RenameMap } from './rename-map.ts';
import { StepList } from './step-list.ts';
import type { Step, StepOf } from './steps/step.ts';
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
  /** Of the database that the steps are for: what it does in place, and for what it needs a shadow. */
  readonly engine: Engine;
  readonly restorable?: Restorable;
  /** Columns that took another's place, and the old one still follows them. */
  readonly syncs?: readonly StepOf<'end_sync'>[];
  /** Views under earlier names of tables, as they would be dropped. */
  readonly views?: readonly StepOf<'drop_view'>[];
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
    const { engine, salt, restorable } = input;
    const synced = new Map(
      (input.syncs ?? []).filter(({ table }) => table === oldName).map((sync) => [sync.column, sync]),
    );
    const replaced = diffColumns(steps, {
      old: withoutSynced(old, synced),
      spec,
      columnRenames,
      salt,
      restorable,
      engine,
      synced,
    });
    diffIndexes(steps, { old, spec, columnRenames, indexNames, replaced });
  }
  endSyncs(steps, input);
  const ordered = () => steps.ordered((from) => heldName(`rename index ${from}`, input.salt));
  const { before, after, engine, views: standing = [] } = input;
  leaveViews(steps, ordered(), { before, after, newNameOf, indexNames: indexNames.after, engine, standing });
  return ordered();
}

/** What follows a live column is held: nobody asked for it to go. */
function withoutSynced(table: TableSpec, synced: ColumnDiffInput['synced']): TableSpec {
  const followers = new Set([...synced.values()].map(({ heldName: name }) => name));
  return { ...table, columns: table.columns.filter(({ name }) => !followers.has(name)) };
}

/**
 * An old column goes on following one that stays as it is. Where the name or the type changes it must stop first: its way
 * back ends there.
 */
function endSyncs(steps: StepList, { before, after, renames, syncs = [] }: DiffInput): void {
  for (const { table, column, old, heldName: name } of syncs) {
    const live = before.get(table)?.columns.find((candidate) => candidate.name === column);
    if (!live || steps.takes(name)) continue;
    const wanted = after.get(table)?.columns.find((candidate) => candidate.name === column);
    const stays =
      wanted !== undefined &&
      sameType(wanted.type, live.type) &&
      !renames.tables.has(table) &&
      !renames.columns.get(table)?.has(column);
    steps.endSync(stays ? 'contract' : 'expand', table, { column, old, heldName: name });
  }
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
