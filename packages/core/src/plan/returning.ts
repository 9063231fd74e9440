/**
 * Owns what was put aside and becomes part of a version again. It comes back as it went, before anything else happens, and
 * goes on from there like what was never away: what was said since the last version that had it tells how. Where its name
 * is another thing's by now, or will be another one, it gets a name of nobody first.
 */
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { substitute } from './expression/substitute.ts';
import { columnAtEnd, tableAtEnd, tableAtStart } from './fact-trace.ts';
import { heldName } from './held-name.ts';
import type { DirectedFact } from './jump-facts.ts';
import type { JumpValues } from './jump-values.ts';
import type { RenameMap } from './rename-map.ts';
import type { StepList } from './step-list.ts';
import type { ColumnSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

interface AsideThing {
  /** Where it is. */
  readonly heldName: string;
  /** It is on its way, and stands under its own name still. */
  readonly isThere: boolean;
  /** What lies between the last version that had it and the one that is wanted. */
  readonly since: readonly DirectedFact[];
}

export interface AsideTable extends AsideThing {
  /** As it was when it went. */
  readonly spec: TableSpec;
}

export interface AsideColumn extends AsideThing {
  /** The table that it is in, as that is called now. */
  readonly table: string;
  readonly column: ColumnSpec;
}

/** Of several that may become one thing, the first does. */
export interface Aside {
  readonly tables: readonly AsideTable[];
  readonly columns: readonly AsideColumn[];
}

export const NOTHING_ASIDE: Aside = { tables: [], columns: [] };

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

/** How tables and columns of a start are called in the end, and what those of the end hold, and held. */
export interface Jump {
  readonly renames: RenameMap;
  readonly up: JumpValues;
  readonly down: JumpValues;
}

export interface TakenNames {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Landing {
  readonly before: SchemaState;
  readonly after: SchemaState;
  /** Of what is live. */
  readonly jump: Jump;
  readonly jumpFrom: (start: SchemaState, facts: readonly DirectedFact[]) => Jump;
  readonly tableOf: (objectName: string) => string;
  /** Names that are taken by what is on its way out: of tables, and by table of columns. */
  readonly taken: TakenNames;
}

/** The tables of the wanted version that something may become which is aside, whatever stands there now. */
export function tablesReturnedTo(aside: Aside, tableOf: Landing['tableOf']): ReadonlySet<string> {
  const tables = aside.tables.flatMap(({ spec, since }) => tableAtEnd(since, spec.name, tableOf) ?? []);
  const heldIn = new Map(aside.tables.map((table) => [table.heldName, table]));
  const ofColumns = aside.columns.map(({ table }) => heldIn.get(table)?.spec.name ?? table);
  return new Set([...tables, ...ofColumns]);
}

/** @returns what comes back, and the jump of that and of what is live */
export function returningTo(
  aside: Aside,
  landing: Landing,
): { readonly returning: Returning; readonly jump: Jump } {
  if (aside.tables.length === 0 && aside.columns.length === 0)
    return { returning: NOTHING_RETURNS, jump: landing.jump };
  return new Homecoming(aside, landing).result();
}

type Inner<V> = Map<string, Map<string, V>>;

/** Where a wanted table comes from. */
interface Source {
  /** Its name before the jump. */
  readonly name: string;
  /** And in the database, now. */
  readonly physical: string;
  readonly columns: readonly ColumnSpec[];
}

class Homecoming {
  readonly #aside: Aside;
  readonly #landing: Landing;
  readonly #tables = new Map<string, HeldTable>();
  readonly #columns = new Map<string, readonly HeldColumn[]>();
  readonly #tableNames: Map<string, string>;
  readonly #columnNames: Inner<string>;
  readonly #endedTables: Set<string>;
  readonly #endedColumns: Map<string, Set<string>>;
  readonly #up: Inner<Expression>;
  readonly #down: Inner<Expression>;
  readonly #problems: Jump['up']['problems'][number][];

  constructor(aside: Aside, landing: Landing) {
    const { renames, up, down } = landing.jump;
    this.#aside = aside;
    this.#landing = landing;
    this.#tableNames = new Map(renames.tables);
    this.#columnNames = copyOf(renames.columns);
    this.#endedTables = new Set(renames.ended?.tables);
    this.#endedColumns = new Map(
      [...(renames.ended?.columns ?? [])].map(([table, columns]) => [table, new Set(columns)]),
    );
    this.#up = copyOf(up.values);
    this.#down = copyOf(down.values);
    this.#problems = [...up.problems];
  }

  result(): { readonly returning: Returning; readonly jump: Jump } {
    const sources = this.#sources();
    for (const [wanted, source] of sources) this.#columnsOf(wanted, source);
    const { down } = this.#landing.jump;
    return {
      returning: { tables: this.#tables, columns: this.#columns },
      jump: {
        renames: {
          tables: this.#tableNames,
          columns: this.#columnNames,
          ended: { tables: this.#endedTables, columns: this.#endedColumns },
        },
        up: { values: this.#up, problems: this.#problems },
        down: { ...down, values: this.#down },
      },
    };
  }

  /** By wanted table: what becomes it. */
  #sources(): ReadonlyMap<string, Source> {
    const { before, after, tableOf, taken } = this.#landing;
    const sources = new Map<string, Source>();
    for (const [name, { columns }] of before) {
      if (this.#endedTables.has(name)) continue;
      const wanted = this.#tableNames.get(name) ?? name;
      if (after.has(wanted)) sources.set(wanted, { name, physical: name, columns });
    }
    // One that is renamed onto a name takes it from what has it.
    for (const [from, to] of this.#tableNames) {
      const table = before.get(from);
      if (table && after.has(to)) sources.set(to, { name: from, physical: from, columns: table.columns });
    }
    const returned = new Set<string>();
    for (const { spec, heldName: at, isThere, since } of this.#aside.tables) {
      const wanted = tableAtEnd(since, spec.name, tableOf);
      if (wanted === null || !after.has(wanted) || returned.has(wanted)) continue;
      if (sources.has(wanted)) continue;
      returned.add(wanted);
      const keepsName = isThere || (spec.name === wanted && !before.has(wanted) && !taken.tables.has(wanted));
      const name = keepsName ? spec.name : nameOnTheWay(at);
      if (!isThere) this.#tables.set(name, { heldName: at, spec: { ...spec, name } });
      if (name !== wanted) this.#tableNames.set(name, wanted);
      sources.set(wanted, { name, physical: isThere ? name : at, columns: spec.columns });
      this.#takeJump(this.#landing.jumpFrom(new Map([[spec.name, spec]]), since), spec.name, name, wanted);
    }
    return sources;
  }

  /** A whole table comes with all that was said of it. */
  #takeJump({ renames, up, down }: Jump, from: string, name: string, wanted: string): void {
    replace(this.#columnNames, wanted, renames.columns.get(wanted));
    const ended = renames.ended?.columns.get(wanted);
    if (ended) this.#endedColumns.set(wanted, new Set(ended));
    else this.#endedColumns.delete(wanted);
    replace(this.#up, wanted, up.values.get(wanted));
    replace(this.#down, name, down.values.get(from));
    this.#problems.push(...up.problems.filter(({ table }) => table === wanted));
  }

  #columnsOf(wanted: string, source: Source): void {
    const { after, tableOf, taken } = this.#landing;
    const spec = after.get(wanted) as TableSpec;
    const returned = new Set<string>();
    const back: HeldColumn[] = [];
    for (const candidate of this.#aside.columns) {
      const { table, column, since, heldName: at, isThere } = candidate;
      if (table !== source.physical) continue;
      const origin = tableAtStart(since, wanted, tableOf);
      const end = columnAtEnd(since, origin, column.name, tableOf);
      const to = end?.table === wanted ? end.column : null;
      if (to === null || returned.has(to) || spec.columns.every(({ name }) => name !== to)) continue;
      const ended = this.#endedColumns.get(wanted);
      const live = source.columns.find(
        ({ name }) => this.#columnName(wanted, name) === to && !ended?.has(name),
      );
      const isDerived = columnsOf(this.#up.get(wanted)?.get(to) ?? NOTHING).length > 0;
      if (isDerived || live !== undefined) continue;
      const value = this.#valueOf(candidate, source, { origin, wanted, to });
      if (value === UNKNOWN) continue;
      returned.add(to);
      const isTaken =
        source.columns.some(({ name }) => name === column.name) ||
        taken.columns.get(source.physical)?.has(column.name);
      const keepsName = isThere || (column.name === to && !isTaken);
      const name = keepsName ? column.name : nameOnTheWay(at);
      if (!isThere) back.push({ heldName: at, column: { ...column, name } });
      if (name !== to) put(this.#columnNames, wanted, name, to);
      const renamed = (expression: Expression) =>
        substitute(expression, new Map([[column.name, { op: 'column', name }]]));
      if (value.up) put(this.#up, wanted, to, renamed(value.up));
      else this.#up.get(wanted)?.delete(to);
      if (value.down) put(this.#down, source.name, name, value.down);
    }
    if (back.length > 0) this.#columns.set(source.name, back);
  }

  #columnName(wanted: string, name: string): string {
    return this.#columnNames.get(wanted)?.get(name) ?? name;
  }

  /** What the wanted column holds of the one that comes back, and that one held of it, where somebody said so. */
  #valueOf(
    { column, since }: AsideColumn,
    source: Source,
    { origin, wanted, to }: { readonly origin: string; readonly wanted: string; readonly to: string },
  ): { readonly up?: Expression; readonly down?: Expression } | typeof UNKNOWN {
    const spec = this.#landing.after.get(wanted) as TableSpec;
    // What is aside beside it is no empty value: nobody can tell what that would have made of it.
    const beside = this.#aside.columns.filter(({ table }) => table === source.physical);
    const known = new Map(
      [...beside.map((one) => one.column), ...source.columns].map((one) => [one.name, one]),
    );
    known.delete(column.name);
    const others = [...known.values()];
    const start: TableSpec = { ...spec, name: origin, columns: [...others, column], indexes: [] };
    const { up, down } = this.#landing.jumpFrom(new Map([[origin, start]]), since);
    if (up.problems.some((problem) => problem.table === wanted && problem.column === to)) return UNKNOWN;
    const value = up.values.get(wanted)?.get(to);
    // What else it reads may be called otherwise by now.
    if (value && !readsOnly(value, column.name)) return UNKNOWN;
    const back = down.values.get(origin)?.get(column.name);
    return {
      ...(value ? { up: value } : {}),
      ...(back && readsOnly(back, to) ? { down: back } : {}),
    };
  }
}

/** That of what is held is one of a kind already; the same in the preview of a plan and in its run. */
function nameOnTheWay(at: string): string {
  return heldName('return', at);
}

const NOTHING: Expression = { op: 'literal', value: null };
/** Nobody can tell. */
const UNKNOWN = 'unknown';

function readsOnly(value: Expression, column: string): boolean {
  return columnsOf(value).every((name) => name === column);
}

function copyOf<V>(values: ReadonlyMap<string, ReadonlyMap<string, V>>): Inner<V> {
  return new Map([...values].map(([name, inner]) => [name, new Map(inner)]));
}

function put<V>(values: Inner<V>, table: string, column: string, value: V): void {
  const inner = values.get(table) ?? new Map<string, V>();
  values.set(table, inner.set(column, value));
}

function replace<V>(values: Inner<V>, table: string, inner: ReadonlyMap<string, V> | undefined): void {
  if (inner === undefined) values.delete(table);
  else values.set(table, new Map(inner));
}

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
