/**
 * Owns which of the things that were put aside become part of a version again. Each comes back as it went, before anything
 * else happens, and goes on from there like what was never away: what was said since the last version that had it tells how.
 * Where its name is another thing's by now, or will be another one, it gets a name of nobody first.
 */
import type { Aside, AsideColumn } from './aside.ts';
import { type HeldColumn, type HeldTable, NOTHING_RETURNS, type Returning } from './bring-back.ts';
import type { Expression } from './expression/expression.ts';
import { columnsOf } from './expression/operands.ts';
import { substitute } from './expression/substitute.ts';
import { columnAtEnd, tableAtEnd, tableAtStart } from './fact-trace.ts';
import { heldName } from './held-name.ts';
import { JoinedJump, type Jump } from './joined-jump.ts';
import type { DirectedFact } from './jump-facts.ts';
import type { ColumnSpec, SchemaState, TableSpec } from './storage/table-spec.ts';

/** Of tables, and by table of columns. */
export interface NamesOnTheWay {
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
  /** Names that are taken by what is on its way out. */
  readonly taken: NamesOnTheWay;
  /** Those of what does not come back: it is no part of what has them in the end. */
  readonly goes: NamesOnTheWay;
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
  const { goes } = landing;
  if (aside.tables.length + aside.columns.length + goes.tables.size + goes.columns.size === 0)
    return { returning: NOTHING_RETURNS, jump: landing.jump };
  return new Homecoming(aside, landing).result();
}

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
  readonly #joined: JoinedJump;

  constructor(aside: Aside, landing: Landing) {
    this.#aside = aside;
    this.#landing = landing;
    this.#joined = new JoinedJump(landing.jump);
  }

  result(): { readonly returning: Returning; readonly jump: Jump } {
    const sources = this.#sources();
    for (const [wanted, source] of sources) this.#columnsOf(wanted, source);
    const { tables, columns } = this.#landing.goes;
    for (const table of tables) this.#joined.endTable(table);
    for (const [table, names] of columns) this.#joined.endColumns(table, names);
    return { returning: { tables: this.#tables, columns: this.#columns }, jump: this.#joined.jump };
  }

  /** By wanted table: what becomes it. */
  #sources(): ReadonlyMap<string, Source> {
    const { before, after, tableOf, taken } = this.#landing;
    const sources = new Map<string, Source>();
    for (const [name, { columns }] of before) {
      const wanted = this.#joined.tableName(name);
      if (wanted !== null && after.has(wanted)) sources.set(wanted, { name, physical: name, columns });
    }
    // One that is renamed onto a name takes it from what has it.
    for (const [from, to] of this.#joined.renamedTables()) {
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
      sources.set(wanted, { name, physical: isThere ? name : at, columns: spec.columns });
      const jump = this.#landing.jumpFrom(new Map([[spec.name, spec]]), since);
      this.#joined.takeTable(jump, spec.name, name, wanted);
    }
    return sources;
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
      const isLive = source.columns.some(({ name }) => this.#joined.columnName(wanted, name) === to);
      const isDerived = columnsOf(this.#joined.value(wanted, to) ?? NOTHING).length > 0;
      if (isDerived || isLive) continue;
      const value = this.#valueOf(candidate, source, { origin, wanted, to });
      if (value === UNKNOWN) continue;
      returned.add(to);
      const isTaken =
        source.columns.some(({ name }) => name === column.name) ||
        taken.columns.get(source.physical)?.has(column.name);
      const keepsName = isThere || (column.name === to && !isTaken);
      const name = keepsName ? column.name : nameOnTheWay(at);
      if (!isThere) back.push({ heldName: at, column: { ...column, name } });
      const renamed = (expression: Expression) =>
        substitute(expression, new Map([[column.name, { op: 'column', name }]]));
      this.#joined.takeColumn(
        wanted,
        to,
        { table: source.name, name },
        { ...value, ...(value.up ? { up: renamed(value.up) } : {}) },
      );
    }
    if (back.length > 0) this.#columns.set(source.name, back);
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
