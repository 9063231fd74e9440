/**
 * Owns the jump of what is live, with what is said of things that come back put into it: one set of names and values, as if
 * they had never been away.
 */
import type { Expression } from './expression/expression.ts';
import type { JumpProblem, JumpValues } from './jump-values.ts';
import type { RenameMap } from './rename-map.ts';

/** How tables and columns of a start are called in the end, and what those of the end hold, and held. */
export interface Jump {
  readonly renames: RenameMap;
  readonly up: JumpValues;
  readonly down: JumpValues;
}

type Inner<V> = Map<string, Map<string, V>>;

/** Tables of the end by their names there, those of the start by theirs. */
export class JoinedJump {
  readonly #live: Jump;
  readonly #tableNames: Map<string, string>;
  readonly #columnNames: Inner<string>;
  readonly #endedTables: Set<string>;
  readonly #endedColumns: Map<string, Set<string>>;
  readonly #up: Inner<Expression>;
  readonly #down: Inner<Expression>;
  readonly #problems: JumpProblem[];

  constructor(live: Jump) {
    const { renames, up, down } = live;
    this.#live = live;
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

  get jump(): Jump {
    return {
      renames: {
        tables: this.#tableNames,
        columns: this.#columnNames,
        ended: { tables: this.#endedTables, columns: this.#endedColumns },
      },
      up: { values: this.#up, problems: this.#problems },
      down: { ...this.#live.down, values: this.#down },
    };
  }

  /** Of the start; null: it ends. */
  tableName(name: string): string | null {
    return this.#endedTables.has(name) ? null : (this.#tableNames.get(name) ?? name);
  }

  renamedTables(): readonly (readonly [string, string])[] {
    return [...this.#tableNames];
  }

  columnName(wanted: string, name: string): string | null {
    if (this.#endedColumns.get(wanted)?.has(name)) return null;
    return this.#columnNames.get(wanted)?.get(name) ?? name;
  }

  value(wanted: string, column: string): Expression | undefined {
    return this.#up.get(wanted)?.get(column);
  }

  endTable(name: string): void {
    this.#endedTables.add(name);
  }

  /** @param table of the start */
  endColumns(table: string, names: ReadonlySet<string>): void {
    const wanted = this.#tableNames.get(table) ?? table;
    this.#endedColumns.set(wanted, new Set([...(this.#endedColumns.get(wanted) ?? []), ...names]));
  }

  /** A whole table comes under a name, with all that was said of it. */
  takeTable({ renames, up, down }: Jump, from: string, name: string, wanted: string): void {
    if (name !== wanted) this.#tableNames.set(name, wanted);
    replace(this.#columnNames, wanted, renames.columns.get(wanted));
    const ended = renames.ended?.columns.get(wanted);
    if (ended) this.#endedColumns.set(wanted, new Set(ended));
    else this.#endedColumns.delete(wanted);
    replace(this.#up, wanted, up.values.get(wanted));
    replace(this.#down, name, down.values.get(from));
    this.#problems.push(...up.problems.filter(({ table }) => table === wanted));
  }

  /** A column comes under a name, into a table that is there. */
  takeColumn(
    wanted: string,
    to: string,
    from: { readonly table: string; readonly name: string },
    value: { readonly up?: Expression; readonly down?: Expression },
  ): void {
    if (from.name !== to) put(this.#columnNames, wanted, from.name, to);
    if (value.up) put(this.#up, wanted, to, value.up);
    else this.#up.get(wanted)?.delete(to);
    if (value.down) put(this.#down, from.table, from.name, value.down);
  }
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
