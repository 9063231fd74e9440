/**
 * Owns the demo's stand-in for a running app: it writes and reads its tables directly, as an ObjectStack runtime does,
 * and knows nothing of mda.
 */
import Database from 'better-sqlite3';

export type AppRow = Readonly<Record<string, unknown>>;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

export class RunningApp {
  readonly #db: Database.Database;

  constructor(path: string) {
    this.#db = new Database(path, { fileMustExist: true });
  }

  /** @returns how many rows were written */
  insert(rows: Readonly<Record<string, readonly AppRow[]>>): number {
    let written = 0;
    this.#db.transaction(() => {
      for (const [table, list] of Object.entries(rows))
        for (const row of list) {
          const columns = Object.keys(row);
          const marks = columns.map(() => '?').join(', ');
          this.#db
            .prepare(`insert into ${quoted(table)} (${columns.map(quoted).join(', ')}) values (${marks})`)
            .run(columns.map((column) => stored(row[column])));
          written += 1;
        }
    })();
    return written;
  }

  /** Rows by table, of the app's own tables. */
  counts(): ReadonlyMap<string, number> {
    const tables = this.#db
      .prepare(
        `select name from sqlite_master where type = 'table' and name like 'crm\\_%' escape '\\' order by name`,
      )
      .pluck()
      .all() as string[];
    return new Map(
      tables.map((table) => [
        table,
        Number(
          this.#db
            .prepare(`select count(*) from ${quoted(table)}`)
            .pluck()
            .get(),
        ),
      ]),
    );
  }

  total(): number {
    return [...this.counts().values()].reduce((sum, count) => sum + count, 0);
  }

  /** Values of one column, by id. */
  values(table: string, column: string): ReadonlyMap<string, unknown> {
    const rows = this.#db
      .prepare(`select "id", ${quoted(column)} as value from ${quoted(table)} order by "id"`)
      .all() as { id: string; value: unknown }[];
    return new Map(rows.map(({ id, value }) => [id, value]));
  }

  close(): void {
    this.#db.close();
  }
}

/** As the runtime stores it on SQLite: JSON as text, booleans as 0 and 1. */
function stored(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
}

export function sameValues(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  return a.size > 0 && [...a].every(([id, value]) => b.has(id) && b.get(id) === value);
}
