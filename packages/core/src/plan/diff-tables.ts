/**
 * Owns the difference between two schema pictures as ordered steps. One forward rule for every case:
 * expand adds under the old names, switch renames and retypes, contract drops under the new names.
 * Whatever cannot run in expand because its name is still taken moves to switch, after the renames.
 */

import type { RenameForm } from '../policy/rename-form.ts';
import type { Engine } from '../ports/environment.ts';
import { bringBack, NOTHING_RETURNS, type Returning } from './bring-back.ts';
import { diffColumns } from './diff-columns.ts';
import { type Beside, diffIndexes } from './diff-indexes.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { heldName } from './held-name.ts';
import type { StatedValues } from './jump-values.ts';
import { leaveViews } from './leave-views.ts';
import { orderRenames } from './order-renames.ts';
import type { ReferenceTargets } from './reference-targets.ts';
import type { RenameMap } from './rename-map.ts';
import { StepList } from './step-list.ts';
import type { Following, Step, StepOf } from './steps/step.ts';
import { sameType } from './steps/type-conversion.ts';
import type { ColumnSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

const NOTHING: ReadonlyMap<string, Expression> = new Map();

export interface DiffInput {
  /** Tables as they are now, leftovers of an unfinished contract included. */
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly renames: RenameMap;
  /** Tables that neither side names, that are there before and after, and that a relation points at now. */
  readonly untouched?: ReadonlySet<string>;
  /** What columns hold after it, where somebody said so: by table and column in `after`, from the columns of `before`. */
  readonly up?: StatedValues;
  /** And what those of `before` held, from the columns of `after`. */
  readonly down?: StatedValues;
  /** Makes held names unique per run. */
  readonly salt: string;
  /** Of the database that the steps are for: what it does in place, and for what it needs a shadow. */
  readonly engine: Engine;
  /** What was put aside and comes back first (rollback only). */
  readonly returning?: Returning;
  /** Columns that took another's place, and the old one still follows them. */
  readonly syncs?: readonly StepOf<'end_sync'>[];
  /** Views under earlier names of tables, as they would be dropped. */
  readonly views?: readonly StepOf<'drop_view'>[];
  /** Of these: they are not there, or not as they were left. */
  readonly brokenViews?: ReadonlySet<string>;
  /** Columns that still stand under their old names too. */
  readonly retiring?: readonly StepOf<'retire_column'>[];
  /** How a column is renamed where both ways are open. Default: in the switch. */
  readonly renameForm?: RenameForm;
  /** Columns that follow others until the contract. */
  readonly follows?: readonly StepOf<'unfollow_column'>[];
}

export function diffTables(input: DiffInput): readonly Step[] {
  const steps = new StepList();
  const names = { before: indexNamesOf(input.before), after: indexNamesOf(input.after) };
  const { returning = NOTHING_RETURNS } = input;
  const before = bringBack(steps, input.before, returning, names);
  const indexNames = { before: indexNamesOf(before), after: names.after };
  const newNameOf = new Map<string, string>();
  for (const name of before.keys()) {
    const to = input.renames.tables.get(name) ?? name;
    if (input.after.has(to) && !ends(input, name)) newNameOf.set(name, to);
  }
  // A table that keeps its name loses it to one that is renamed onto it.
  for (const [from, to] of input.renames.tables)
    if (from !== to && newNameOf.get(to) === to) newNameOf.delete(to);
  const oldNameOf = new Map([...newNameOf].map(([from, to]) => [to, from]));

  const targets: ReferenceTargets = {
    before,
    after: input.after,
    newNameOf,
    oldNameOf,
    untouched: input.untouched ?? new Set(),
    restored: (name) => returning.tables.has(oldNameOf.get(name) ?? ''),
  };

  for (const [name, spec] of [...before].sort(byName)) {
    if (newNameOf.has(name)) continue;
    const nameIsNeeded =
      input.after.has(name) || spec.indexes.some((index) => indexNames.after.has(index.name));
    const phase = nameIsNeeded ? 'switch' : 'contract';
    // Under two names a column goes with its table under the one that leads.
    const retired = (input.retiring ?? []).filter(({ table }) => table === name);
    for (const one of retired) steps.retireColumn(nameIsNeeded ? 'expand' : 'contract', name, one);
    // What follows a column is held by itself, and is in the table wherever that is.
    const followers = (input.syncs ?? []).filter(({ table }) => table === name);
    const names = [...retired.map(({ old }) => old.name), ...followers.map((sync) => sync.heldName)];
    steps.holdTable(phase, withoutNames(spec, names), heldName(name, input.salt));
  }

  for (const rename of orderRenames(
    [...newNameOf].map(([from, to]) => ({ from, to })),
    (from) => heldName(`rename ${from}`, input.salt),
  ))
    steps.renameTable(rename.from, rename.to);

  for (const [name, spec] of [...input.after].sort(byName)) {
    const oldName = oldNameOf.get(name);
    if (oldName === undefined) {
      const nameIsTaken = before.has(name) || spec.indexes.some((index) => indexNames.before.has(index.name));
      const phase = nameIsTaken ? 'switch' : 'expand';
      steps.createTable(phase, spec);
      continue;
    }
    const old = before.get(oldName) as TableSpec;
    const columnRenames = new Map(
      [...(input.renames.columns.get(name) ?? [])].filter(([, to]) => !comesAnew(input, oldName, name, to)),
    );
    const { engine, salt } = input;
    const ended = input.renames.ended?.columns.get(name) ?? new Set<string>();
    const synced = new Map(
      (input.syncs ?? []).filter(({ table }) => table === oldName).map((sync) => [sync.column, sync]),
    );
    const retiring = new Map(
      (input.retiring ?? [])
        .filter(({ table }) => table === oldName)
        .map((retired) => [retired.column, retired]),
    );
    const { replaced, beside } = diffColumns(steps, {
      old: withoutNames(old, [
        ...[...synced.values()].map(({ heldName: follower }) => follower),
        ...[...retiring.values()].map((retired) => retired.old.name),
      ]),
      spec,
      columnRenames,
      ended,
      salt,
      engine,
      synced,
      retiring,
      // Nobody reads a table that was away under the name that it had.
      renameForm: (!returning.tables.has(oldName) && input.renameForm) || 'in_switch',
      returned: new Set(returning.columns.get(oldName)?.map(({ column }) => column.name)),
      followed: new Set(
        (input.follows ?? [])
          .filter((follow) => follow.table === oldName && (follow.goes || goesOn(input, follow)))
          .map(({ column }) => column.name),
      ),
      targets,
      up: input.up?.get(name) ?? NOTHING,
      down: input.down?.get(oldName) ?? NOTHING,
    });
    const kept = new Map<string, Beside>(beside);
    const goneFirst = new Set<string>();
    for (const retired of retiring.values()) {
      const { column, old: other } = retired;
      if (isTakenBack(beside.get(column), spec, other)) continue;
      const phase = endsIn(input, oldName, column, other.name);
      if (phase === 'expand') goneFirst.add(other.name);
      if (phase === 'contract') kept.set(other.name, { as: column, equal: isEqual(old, column, other) });
      steps.retireColumn(phase, oldName, retired);
    }
    const inSwitch = new Map([...columnRenames].filter(([from]) => !beside.has(from)));
    diffIndexes(steps, {
      old: withoutIndexesOn(old, goneFirst),
      spec,
      columnRenames: inSwitch,
      ended,
      indexNames,
      replaced,
      beside: kept,
    });
  }
  endSyncs(steps, input);
  endFollows(steps, input);
  const ordered = () => steps.ordered((from) => heldName(`rename index ${from}`, input.salt));
  const { after, engine, views: standing = [], brokenViews } = input;
  leaveViews(steps, ordered(), {
    before: input.before,
    after,
    newNameOf: new Map([...newNameOf].filter(([name]) => !returning.tables.has(name))),
    indexNames: indexNames.after,
    engine,
    standing,
    ...(brokenViews ? { broken: brokenViews } : {}),
  });
  return ordered();
}

/** What stands beside a live column was asked to go before: it is on its way. */
function withoutNames(table: TableSpec, names: readonly string[]): TableSpec {
  return { ...table, columns: table.columns.filter(({ name }) => !names.includes(name)) };
}

/** Those of a column that is put aside go along with it. */
function withoutIndexesOn(table: TableSpec, columns: ReadonlySet<string>): TableSpec {
  const indexes = table.indexes.filter(({ parts }) => parts.every(({ column }) => !columns.has(column)));
  return { ...table, indexes };
}

/** The name that was on its way out is the one that is wanted again. */
function isTakenBack(next: Beside | undefined, spec: TableSpec, other: ColumnSpec): boolean {
  return next?.as === other.name && isEqual(spec, other.name, other);
}

function isEqual(table: TableSpec, name: string, other: ColumnSpec): boolean {
  const column = table.columns.find((candidate) => candidate.name === name);
  return column !== undefined && sameType(column.type, other.type);
}

function endSyncs(steps: StepList, input: DiffInput): void {
  for (const { table, column, old, heldName: name, down } of input.syncs ?? []) {
    if (!columnIn(input.before, table, column) || steps.takes(name)) continue;
    steps.endSync(endsIn(input, table, column, name), table, {
      column,
      old,
      heldName: name,
      ...(down === undefined ? {} : { down }),
    });
  }
}

/**
 * What stands beside a column goes on being written along while that one stays as it is. Where its name or type changes,
 * or the other's name is needed, it must stop first: its way back ends there.
 */
function endsIn(input: DiffInput, table: string, column: string, other: string): 'expand' | 'contract' {
  const { before, after, renames } = input;
  const [live, wanted] = [columnIn(before, table, column), columnIn(after, table, column)];
  const stays =
    live !== undefined &&
    wanted !== undefined &&
    sameType(wanted.type, live.type) &&
    !ends(input, table, column) &&
    !renames.tables.has(table) &&
    !renames.columns.get(table)?.has(column) &&
    columnIn(after, table, other) === undefined;
  return stays ? 'contract' : 'expand';
}

/** @param table that keeps its name, where a column of it is asked for */
function ends({ renames: { ended } }: DiffInput, table: string, column?: string): boolean {
  if (ended === undefined) return false;
  return ended.tables.has(table) || (column !== undefined && ended.columns.get(table)?.has(column) === true);
}

function columnIn(state: SchemaState, table: string, name: string): ColumnSpec | undefined {
  return state.get(table)?.columns.find((column) => column.name === name);
}

/**
 * A column whose values change along with its name is made beside the old one, which goes; one that is there already,
 * because it was written along, takes its own name again.
 */
function comesAnew({ up, follows = [] }: DiffInput, oldTable: string, table: string, to: string): boolean {
  if (follows.some((follow) => follow.goes && follow.table === oldTable && follow.column.name === to))
    return true;
  const value = up?.get(table)?.get(to);
  return value !== undefined && value.op !== 'column';
}

/**
 * A column that comes back is its own again from the switch on; one that goes, now or still, is written along until it is
 * held. Nobody needs a value in it any more: what gives none refuses nobody from then on.
 */
function endFollows(steps: StepList, input: DiffInput): void {
  for (const step of input.follows ?? []) {
    const { kind, id, phase, table, ...follow } = step;
    if (columnIn(input.before, table, follow.column.name) === undefined) continue;
    const isFree = !follow.column.notNull;
    if (!goesOn(input, step) || !isFree) steps.unfollowColumn('switch', table, follow);
    if (!goesOn(input, step)) continue;
    const on: Following = { ...follow, column: { ...follow.column, notNull: false }, goes: true };
    if (!isFree) steps.followColumn('switch', table, on);
    steps.unfollowColumn('contract', table, on);
  }
}

/** What it reads stays as it is. */
function goesOn(input: DiffInput, { table, column, value }: StepOf<'unfollow_column'>): boolean {
  const { before, after, renames } = input;
  const isKept = (name: string) => {
    const [now, then] = [columnIn(before, table, name), columnIn(after, table, name)];
    const isThere = now !== undefined && then !== undefined && !ends(input, table, name);
    return isThere && sameType(now.type, then.type);
  };
  return (
    columnIn(after, table, column.name) === undefined &&
    !renames.tables.has(table) &&
    columnsOf(value).every(isKept)
  );
}

/** Index names share one name space per database. */
function indexNamesOf(tables: SchemaState): ReadonlySet<string> {
  return new Set([...tables.values()].flatMap((table) => table.indexes.map((index) => index.name)));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
