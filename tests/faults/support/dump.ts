/**
 * Owns the full picture of a world, comparable between two histories of the same change: schema and rows of every
 * database, without what legitimately differs (ids, times, fences, held names, hashes over these).
 */

import { openTargetDatabases } from '@objectstack/metadata-authoring-sql';
import Database from 'better-sqlite3';
import { type RawDatabase, type RawRow, raw } from './raw-database.ts';
import type { World } from './world.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g;
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

function textOf(row: RawRow): string {
  const cells = Object.entries(row)
    .filter(([column]) => !HASHED.has(column) && !COUNTED.has(column))
    .map(([column, value]) => `${column}=${cellOf(value)}`);
  return masked(cells.sort().join(' '));
}

function cellOf(value: unknown): string {
  if (value === null) return 'NULL';
  if (value instanceof Date) return value.toISOString();
  return masked(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const FAILED = new Set(['refused', 'failed_clean', 'abandoned']);

/** Runs that came to nothing are part of how it went, not of where it ended. */
export function controlDump(world: World): Dump {
  const db = new Database(world.control(), { readonly: true });
  try {
    const runs = db.prepare('SELECT id, state FROM _authoring_run').all() as { id: string; state: string }[];
    const failed = new Set(runs.filter(({ state }) => FAILED.has(state)).map(({ id }) => id));
    const came = (table: string, row: RawRow) =>
      !(table === '_authoring_run' && failed.has(String(row.id))) && !failed.has(String(row.run_id));
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
      const found = db.prepare(`SELECT * FROM "${table}"`).all() as RawRow[];
      rows[table] = found
        .filter((row) => came(table, row))
        .map(textOf)
        .sort();
    }
    return { schema: schema.map(({ sql }) => masked(sql.replace(/\s+/g, ' '))).sort(), rows };
  } finally {
    db.close();
  }
}

/** The environment's tables on whatever engine. Its mark names the last run, which a repeated one is not. */
export async function environmentDump(
  world: World,
  environment: string,
  what: 'all' | 'schema' = 'all',
): Promise<Dump> {
  const url = world.urlOf(environment);
  const target = await openTargetDatabases().open({
    id: 'dump',
    name: environment,
    type: 'staging',
    engine: world.engineOf(environment),
    databaseUrl: url,
    schemaMode: 'managed',
    position: 0,
    createdAt: '',
  });
  const tables = await target.introspect().finally(() => target.close());
  return raw(url, async (database) => {
    const schema = [...tables].flatMap(([name, { columns, indexes }]) => [
      ...[...columns].map(([column, is]) => `${name}.${column} ${JSON.stringify(is)}`),
      ...[...indexes].map(([index, is]) => `${name} index ${index} ${JSON.stringify(is)}`),
    ]);
    const rows: Record<string, readonly string[]> = {};
    for (const name of what === 'all' ? tables.keys() : []) {
      if (name === '_authoring_env' || SKIPPED.has(name)) continue;
      const found = await database.query(`SELECT * FROM ${database.quote(name)}`);
      rows[masked(name)] = found.map(textOf).sort();
    }
    const others = await database.query(besideTables(database));
    return { schema: [...schema, ...others.map(textOf)].map(masked).sort(), rows };
  });
}

/** Triggers and views. */
function besideTables({ engine }: RawDatabase): string {
  if (engine === 'sqlite')
    return "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')";
  const [triggers, views, all] =
    engine === 'postgres'
      ? ['trigger_schema', 'table_schema', "'public'"]
      : ['trigger_schema', 'table_schema', 'database()'];
  return `SELECT trigger_name AS name, event_manipulation AS kind, event_object_table AS what FROM information_schema.triggers WHERE ${triggers} = ${all}
    UNION ALL SELECT table_name, 'view', '' FROM information_schema.views WHERE ${views} = ${all}`;
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
