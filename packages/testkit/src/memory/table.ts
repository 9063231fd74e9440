/** Owns a table in memory that a transaction can write without anyone seeing it: copied on the first write. */
export class Table<Row> {
  #rows: Map<string, Row>;
  #own: boolean;

  constructor(rows: Map<string, Row> = new Map(), own = true) {
    this.#rows = rows;
    this.#own = own;
  }

  fork(): Table<Row> {
    return new Table(this.#rows, false);
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  set(key: string, row: Row): void {
    this.#writable().set(key, row);
  }

  delete(key: string): void {
    if (this.#rows.has(key)) this.#writable().delete(key);
  }

  /** In order of insertion. */
  where(matches: (row: Row) => boolean): Row[] {
    return [...this.#rows.values()].filter(matches);
  }

  deleteWhere(matches: (row: Row) => boolean): void {
    for (const [key, row] of [...this.#rows]) if (matches(row)) this.delete(key);
  }

  #writable(): Map<string, Row> {
    if (!this.#own) {
      this.#rows = new Map(this.#rows);
      this.#own = true;
    }
    return this.#rows;
  }
}

/** The key of a row: its organization first. */
export function keyOfRow(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** By code point, as the databases sort. */
export function ascending<Row>(by: (row: Row) => string | number): (a: Row, b: Row) => number {
  return (a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left === right) return 0;
    return left < right ? -1 : 1;
  };
}
