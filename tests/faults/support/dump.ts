/**
 * Owns the full picture of a world, comparable between two histories of the same change: schema and rows of every
 * database, without what legitimately differs (ids, times, fences, held names, hashes over these).
 */
import Database from 'better-sqlite3';
import type { World } from './world.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const HELD = /_hold_[0-9a-z_]+/g;
/** What follows a held column is named after it. */
const SYNC = /_authoring_sync_[0-9a-f]+/g;
/** Of the audit chain, and of plans: both are over ids or held names. */
const HASHED = new Set(['hash', 'prev_hash', 'plan_hash']);
const COUNTED = new Set(['fence', 'owner']);
const SKIPPED = new Set(['_authoring_lease', 'sqlite_sequence', 'sqlite_stat1']);

function masked(text: string): string {
  return text
    .replace(UUID, 'ID')
    .replace(TIME, 'TIME')
    .replace(HELD, '_hold_NAME')
    .replace(SYNC, '_authoring_sync_NAME')
    .replace(/"(planHash|baseFingerprint)":"[^"]*"/g, '');
}

export interface Dump {
  /** Table → its definition and its indexes, sorted. */
  readonly schema: readonly string[];
  /** Table → rows as text, sorted. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

type Row = Readonly<Record<string, unknown>>;

function dumpOf(path: string, keep: (table: string, row: Row) => boolean = () => true): Dump {
  const db = new Database(path, { readonly: true });
  try {
    const schema = db
      .prepare('SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
      .all() as {
      name: string;
      sql: string;
    }[];
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    const rows: Record<string, readonly string[]> = {};
    for (const table of tables) {
      if (SKIPPED.has(table)) continue;
      const found = db.prepare(`SELECT * FROM "${table}"`).all() as Row[];
      rows[masked(table)] = found
        .filter((row) => keep(table, row))
        .map(textOf)
        .sort();
    }
    return { schema: schema.map(({ sql }) => masked(sql.replace(/\s+/g, ' '))).sort(), rows };
  } finally {
    db.close();
  }
}

function textOf(row: Row): string {
  const cells = Object.entries(row)
    .filter(([column]) => !HASHED.has(column) && !COUNTED.has(column))
    .map(([column, value]) => `${column}=${value === null ? 'NULL' : masked(String(value))}`);
  return masked(cells.sort().join(' '));
}

const FAILED = new Set(['refused', 'failed_clean', 'abandoned']);

/** Runs that came to nothing are part of how it went, not of where it ended. */
export function controlDump(world: World): Dump {
  const db = new Database(world.control(), { readonly: true });
  const failed = new Set(
    (db.prepare('SELECT id, state FROM _authoring_run').all() as { id: string; state: string }[])
      .filter(({ state }) => FAILED.has(state))
      .map(({ id }) => id),
  );
  db.close();
  return dumpOf(
    world.control(),
    (table, row) =>
      !(table === '_authoring_run' && failed.has(String(row.id))) && !failed.has(String(row.run_id)),
  );
}

/** What one dump has and the other has not; empty when they are equal. */
export function differences(actual: Dump, clean: Dump): readonly string[] {
  const lines = (dump: Dump) => [
    ...dump.schema,
    ...Object.entries(dump.rows).flatMap(([table, rows]) => [
      table,
      ...rows.map((row) => `${table}: ${row}`),
    ]),
  ];
  const found = count(lines(actual));
  for (const [line, n] of count(lines(clean))) found.set(line, (found.get(line) ?? 0) - n);
  return [...found].flatMap(([line, n]) => (n === 0 ? [] : [`${n > 0 ? `+${n}` : n} ${line}`]));
}

function count(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** The environment's tables. Its mark names the last run, which a repeated one is not. */
export function environmentDump(world: World, environment: string): Dump {
  return dumpOf(world.database(environment), (table) => table !== '_authoring_env');
}
