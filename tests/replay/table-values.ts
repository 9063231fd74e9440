/** Owns every value in an environment's tables, read past every layer, and whether they are still the same later. */
import { openJudged } from '../judge/database.ts';
import type { CatalogTable } from '../storage/catalog.ts';

export interface TableValues {
  readonly columns: CatalogTable['columns'];
  /** By id, then by column. Text as the engine prints it; null is NULL. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
}

export type DatabaseValues = ReadonlyMap<string, TableValues>;

/** What was renamed meanwhile. Fields by the new name of their object. */
export interface Renamed {
  readonly objects: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface Comparison {
  readonly values: number;
  /** Values whose column has another type now, equal after conversion. */
  readonly converted: number;
  /** NULLs that a column which is NOT NULL now could not keep. */
  readonly backfilled: number;
  readonly lost: readonly string[];
}

export async function readValues(url: string): Promise<DatabaseValues> {
  const judged = await openJudged(url);
  try {
    const text = (column: string) => {
      const name = judged.quoted(column);
      // quote() tells 1 from '1' and 1.0, which a value read as JavaScript does not.
      if (judged.engine === 'sqlite') return `nullif(quote(${name}), 'NULL') AS ${name}`;
      return `cast(${name} AS ${judged.engine === 'mysql' ? 'char' : 'text'}) AS ${name}`;
    };
    const tables = new Map<string, TableValues>();
    for (const [name, { columns }] of Object.entries(await judged.catalog())) {
      if (name.startsWith('_')) continue;
      const rows = await judged.query(
        `SELECT ${columns.map((column) => text(column.name)).join(', ')} FROM ${judged.quoted(name)}`,
      );
      const entries = rows.map(
        (row) =>
          [
            unquoted(String(row.id)),
            new Map(
              Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)]),
            ),
          ] as const,
      );
      tables.set(name, { columns, rows: new Map(entries) });
    }
    return tables;
  } finally {
    await judged.close();
  }
}

/** Every value of `before` whose table and column are still there must be there too. */
export function compareValues(before: DatabaseValues, after: DatabaseValues, renamed: Renamed): Comparison {
  const count = { values: 0, converted: 0, backfilled: 0 };
  const lost: string[] = [];
  for (const [oldName, old] of before) {
    const name = renamed.objects.get(oldName) ?? oldName;
    const table = after.get(name);
    if (!table) continue;
    const newColumns = new Map(table.columns.map((column) => [column.name, column]));
    for (const [id, row] of old.rows) {
      const now = table.rows.get(id);
      if (!now) {
        lost.push(`${name} row ${id}`);
        continue;
      }
      for (const column of old.columns) {
        const target = newColumns.get(renamed.fields.get(name)?.get(column.name) ?? column.name);
        if (!target) continue;
        const [was, is] = [row.get(column.name) ?? null, now.get(target.name) ?? null];
        if (was === null && target.notNull && !column.notNull && is !== null) count.backfilled += 1;
        else if (column.type === target.type && was === is) count.values += 1;
        else if (column.type !== target.type && isSameConverted(was, is)) count.converted += 1;
        else
          lost.push(`${name}.${target.name} of ${id}: ${was} (${column.type}) is now ${is} (${target.type})`);
      }
    }
  }
  return { ...count, lost };
}

function isSameConverted(was: string | null, is: string | null): boolean {
  if (was === null || is === null) return was === is;
  const [old, now] = [unquoted(was), unquoted(is)];
  if (old === now || JSON.stringify([old]) === now || old === JSON.stringify([now])) return true;
  return old.trim() !== '' && Number(old) === Number(now);
}

function unquoted(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}
