/**
 * Owns statements that are compiled once and bound per call: a builder runs with named slots instead of values, on
 * first use; each call only puts the values in order. Kysely is the compiler here, never the executor.
 */
import type { Compilable, CompiledQuery } from 'kysely';

/** Every statement is asked on behalf of one organization: its tenant predicate, and the write lock of PostgreSQL. */
export interface TenantValues {
  readonly org: string;
}

/** Stands for a value while a builder runs. */
export class Slot {
  readonly key: string;
  readonly row: number;

  constructor(key: string, row: number) {
    this.key = key;
    this.row = row;
  }
}

/** The slots of one row, typed as the values that will fill them. */
export type Slots<V> = { readonly [K in keyof V]-?: V[K] };

type Compiled = Pick<CompiledQuery, 'sql' | 'parameters' | 'query'>;

let lastNumber = 0;

export class Statement<V extends TenantValues, R> {
  /** Name of the server-side prepared statement. */
  readonly name = `mda_${++lastNumber}`;
  readonly #rowCount: number;
  readonly #build: (rows: readonly Slots<V>[]) => Compilable<R>;
  #compiled: Compiled | undefined;

  constructor(rowCount: number, build: (rows: readonly Slots<V>[]) => Compilable<R>) {
    this.#rowCount = rowCount;
    this.#build = build;
  }

  get sql(): string {
    return this.#compile().sql;
  }

  /** Changes nothing and takes no lock. */
  get reads(): boolean {
    return this.#compile().query.kind === 'SelectQueryNode';
  }

  bind(values: V): unknown[] {
    const { parameters } = this.#compile();
    const bound: unknown[] = new Array(parameters.length);
    for (let i = 0; i < parameters.length; i += 1) {
      const parameter = parameters[i];
      bound[i] = parameter instanceof Slot ? values[parameter.key as keyof V] : parameter;
    }
    return bound;
  }

  /** Binds `rows[offset … offset + rowCount - 1]`. */
  bindRows(rows: readonly V[], offset: number): unknown[] {
    const { parameters } = this.#compile();
    return parameters.map((parameter) =>
      parameter instanceof Slot ? rows[offset + parameter.row]?.[parameter.key as keyof V] : parameter,
    );
  }

  #compile(): Compiled {
    if (this.#compiled) return this.#compiled;
    const rows = Array.from({ length: this.#rowCount }, (_, row) => slotsOf<V>(row));
    this.#compiled = this.#build(rows).compile();
    return this.#compiled;
  }
}

function slotsOf<V>(row: number): Slots<V> {
  return new Proxy({} as Slots<V>, { get: (_, key) => new Slot(String(key), row) });
}

/** A statement for one set of values: `statement<{ org: string; id: string }>()((v) => db.selectFrom(…)…)`. */
export function statement<V extends TenantValues>() {
  return <R>(build: (values: Slots<V>) => Compilable<R>): Statement<V, R> =>
    new Statement<V, R>(1, (rows) => build(rows[0] as Slots<V>));
}

/** Rows a multi-row statement takes at once: few shapes to compile and prepare, few round trips for thousands of rows. */
const batchSizes = [500, 50, 5, 1] as const;

/** One insert for any number of rows. */
export class BatchStatement<V extends TenantValues, R> {
  readonly #build: (rows: readonly Slots<V>[]) => Compilable<R>;
  readonly #bySize = new Map<number, Statement<V, R>>();

  constructor(build: (rows: readonly Slots<V>[]) => Compilable<R>) {
    this.#build = build;
  }

  /** The shape for exactly `size` rows. */
  forSize(size: number): Statement<V, R> {
    let found = this.#bySize.get(size);
    if (!found) {
      found = new Statement<V, R>(size, this.#build);
      this.#bySize.set(size, found);
    }
    return found;
  }

  /** Cuts `count` rows into `[offset, size]` of the known shapes, in order. */
  static cut(count: number): readonly (readonly [offset: number, size: number])[] {
    const pieces: [number, number][] = [];
    let offset = 0;
    for (const size of batchSizes) {
      for (; count - offset >= size; offset += size) pieces.push([offset, size]);
    }
    return pieces;
  }
}
