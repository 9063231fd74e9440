/**
 * Owns what is aside and becomes part of a version again under another name or in another shape than it went: it comes
 * back as it was put aside, before anything else happens, and goes on from there like what was never away. What was said
 * since it was live tells how. What comes back as it was needs none of this.
 */
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import type { DirectedFact } from './jump-facts.ts';
import type { JumpValues } from './jump-values.ts';
import type { RenameMap } from './rename-map.ts';
import type { StepList } from './step-list.ts';
import { sameType } from './steps/type-conversion.ts';
import { sameDefault } from './storage/same-default.ts';
import type { ColumnSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

export interface AsideTable {
  readonly spec: TableSpec;
  /** What lies between the last version that had it and the one that is wanted. One array for all of one such version. */
  readonly since: readonly DirectedFact[];
}

export interface AsideColumn {
  readonly column: ColumnSpec;
  readonly since: readonly DirectedFact[];
}

/** Tables, and columns by the table that they are in, under the names that they had; of several of one name, the first. */
export interface Aside {
  readonly tables: ReadonlyMap<string, AsideTable>;
  readonly columns: ReadonlyMap<string, readonly AsideColumn[]>;
}

export const NOTHING_ASIDE: Aside = { tables: new Map(), columns: new Map() };

export interface HeldTable {
  readonly heldName: string;
  readonly spec: TableSpec;
}

export interface HeldColumn {
  readonly heldName: string;
  readonly column: ColumnSpec;
}

/** What comes back first, by the names that it gets then. */
export interface Returning {
  readonly tables: ReadonlyMap<string, HeldTable>;
  readonly columns: ReadonlyMap<string, readonly HeldColumn[]>;
}

/** How tables and columns of a start are called in the end, and what those of the end hold, and held. */
export interface Jump {
  readonly renames: RenameMap;
  readonly up: JumpValues;
  readonly down: JumpValues;
}

interface ReturnedJump {
  readonly returning: Aside;
  readonly jump: Jump;
}

/**
 * @param jump of what is there @param jumpFrom of a start with what is aside, by what lies between
 * @returns what of it becomes part of `after` changed, and the jump of both
 */
export function returningTo(
  { before, after }: { readonly before: SchemaState; readonly after: SchemaState },
  aside: Aside,
  jump: Jump,
  jumpFrom: (start: SchemaState, since: readonly DirectedFact[]) => Jump,
): ReturnedJump {
  const jumps = new Map<readonly DirectedFact[], Jump>();
  const jumpOf = (since: readonly DirectedFact[]) => {
    const known = jumps.get(since) ?? jumpFrom(withAside(before, aside, since), since);
    jumps.set(since, known);
    return known;
  };
  const merged = new MergedJump(jump);
  const tables = new Map<string, AsideTable>();
  const taken = new Set([...before.keys()].map((name) => jump.renames.tables.get(name) ?? name));
  for (const [name, table] of aside.tables) {
    const own = jumpOf(table.since);
    const wanted = after.get(own.renames.tables.get(name) ?? name);
    if (before.has(name) || wanted === undefined || taken.has(wanted.name)) continue;
    taken.add(wanted.name);
    const isMoved = name !== wanted.name || own.up.values.has(wanted.name);
    if (!isMoved && sameColumns(table.spec, wanted)) continue;
    tables.set(name, table);
    merged.table(name, wanted.name, own);
  }
  const columns = new Map<string, readonly AsideColumn[]>();
  for (const [name, all] of aside.columns) {
    const table = before.get(name) ?? tables.get(name)?.spec;
    const wanted = after.get(merged.nameOf(name));
    if (table === undefined || wanted === undefined) continue;
    const renamed = merged.columnsOf(wanted.name);
    const there = new Set(table.columns.map((column) => column.name));
    const places = new Set([...there].map((column) => renamed?.get(column) ?? column));
    const back = all.filter(({ column, since }) => {
      const own = jumpOf(since);
      const to = own.renames.columns.get(wanted.name)?.get(column.name) ?? column.name;
      const becomes = wanted.columns.find((candidate) => candidate.name === to);
      if (becomes === undefined || there.has(column.name) || places.has(to)) return false;
      const value = own.up.values.get(wanted.name)?.get(to);
      // What else a value reads may be called otherwise by now.
      if (value && !readsOnly(value, column.name)) return false;
      places.add(to);
      there.add(column.name);
      if (to === column.name && value === undefined && sameType(becomes.type, column.type)) return false;
      merged.column(name, wanted.name, column.name, to, own);
      return true;
    });
    if (back.length > 0) columns.set(name, back);
  }
  return { returning: { tables, columns }, jump: merged.jump };
}

/** The tables with what is aside and went under the same version; a name that is taken stands for what has it. */
function withAside(before: SchemaState, aside: Aside, since: readonly DirectedFact[]): SchemaState {
  const all = new Map(before);
  for (const [name, table] of aside.tables)
    if (!all.has(name) && table.since === since) all.set(name, table.spec);
  for (const [name, more] of aside.columns) {
    const table = all.get(name);
    if (table === undefined) continue;
    const names = new Set(table.columns.map((column) => column.name));
    const added = more.filter(({ column, since: own }) => own === since && !names.has(column.name));
    all.set(name, { ...table, columns: [...table.columns, ...added.map(({ column }) => column)] });
  }
  return all;
}

function readsOnly(value: Expression, column: string): boolean {
  return columnsOf(value).every((name) => name === column);
}

type Values = Map<string, Map<string, Expression>>;

class MergedJump {
  readonly #base: Jump;
  readonly #tables: Map<string, string>;
  readonly #columns: Map<string, Map<string, string>>;
  readonly #up: Values;
  readonly #down: Values;
  readonly #problems: Jump['up']['problems'][number][] = [];

  constructor(base: Jump) {
    this.#base = base;
    this.#tables = new Map(base.renames.tables);
    this.#columns = copyOf(base.renames.columns);
    this.#up = copyOf(base.up.values);
    this.#down = copyOf(base.down.values);
  }

  nameOf(table: string): string {
    return this.#tables.get(table) ?? table;
  }

  columnsOf(table: string): ReadonlyMap<string, string> | undefined {
    return this.#columns.get(table);
  }

  get jump(): Jump {
    const { up, down } = this.#base;
    return {
      renames: { tables: this.#tables, columns: this.#columns },
      up: { values: this.#up, problems: [...up.problems, ...this.#problems] },
      down: { ...down, values: this.#down },
    };
  }

  table(from: string, to: string, { renames, up, down }: Jump): void {
    if (from !== to) this.#tables.set(from, to);
    for (const [column, becomes] of renames.columns.get(to) ?? []) put(this.#columns, to, column, becomes);
    for (const [column, value] of up.values.get(to) ?? []) put(this.#up, to, column, value);
    for (const [column, value] of down.values.get(from) ?? []) put(this.#down, from, column, value);
    this.#problems.push(...up.problems.filter(({ table }) => table === to));
  }

  column(table: string, becomes: string, from: string, to: string, { up, down }: Jump): void {
    if (from !== to) put(this.#columns, becomes, from, to);
    const [value, back] = [up.values.get(becomes)?.get(to), down.values.get(table)?.get(from)];
    if (value) put(this.#up, becomes, to, value);
    if (back && readsOnly(back, to)) put(this.#down, table, from, back);
    this.#problems.push(...up.problems.filter((one) => one.table === becomes && one.column === to));
  }
}

function copyOf<V>(values: ReadonlyMap<string, ReadonlyMap<string, V>>): Map<string, Map<string, V>> {
  return new Map([...values].map(([name, inner]) => [name, new Map(inner)]));
}

function put<V>(values: Map<string, Map<string, V>>, table: string, column: string, value: V): void {
  const inner = values.get(table) ?? new Map<string, V>();
  values.set(table, inner.set(column, value));
}

/** Nothing of it has to change on the way back. */
function sameColumns(a: TableSpec, b: TableSpec): boolean {
  if (a.columns.length !== b.columns.length) return false;
  const byName = new Map(a.columns.map((column) => [column.name, column]));
  return b.columns.every((column) => {
    const was = byName.get(column.name);
    return (
      was !== undefined &&
      sameType(was.type, column.type) &&
      was.notNull === column.notNull &&
      sameDefault(was.default, column.default)
    );
  });
}

/** @param indexes names in use, and wanted in the end @returns the tables as they are then */
export function bringBack(
  steps: StepList,
  before: SchemaState,
  { tables, columns }: Returning,
  indexes: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> },
): SchemaState {
  const all = new Map(before);
  for (const [name, { heldName, spec }] of tables) {
    const isWanted = (index: string) => indexes.after.has(index) && !indexes.before.has(index);
    const table: TableSpec = { ...spec, indexes: spec.indexes.filter((index) => isWanted(index.name)) };
    steps.restoreTable('expand', table, heldName);
    all.set(name, table);
  }
  for (const [name, held] of columns) {
    const table = all.get(name);
    if (table === undefined) continue;
    const back = held.map(({ heldName, column }) => ({ heldName, column: { ...column, notNull: false } }));
    for (const { heldName, column } of back) steps.restoreColumn('expand', name, column, heldName);
    all.set(name, { ...table, columns: [...table.columns, ...back.map(({ column }) => column)] });
  }
  return all;
}
