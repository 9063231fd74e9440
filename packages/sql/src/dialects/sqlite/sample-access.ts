/** Owns reading rows of one SQLite file for a sample, and writing them into another one. */
import type { Database } from 'better-sqlite3';
import type { SampleAccess, SampleColumn, SampleTable } from '../../environment/sample-rows.ts';
import { quoteName } from './quote.ts';

/** What a virtual table finds is made by whatever fills it, and says what people wrote. */
const TABLES = `SELECT "name" FROM pragma_table_list WHERE "schema" = 'main' AND "type" = 'table' AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND "name" <> '_authoring_env' ORDER BY "name"`;
const COLUMNS = `SELECT "name", lower("type") AS "type", "notnull" AS "strict" FROM pragma_table_xinfo(?) WHERE "hidden" = 0`;

export function sampleTables(db: Database): readonly SampleTable[] {
  const names = db.prepare(TABLES).pluck().all() as string[];
  return names.map((name) => ({
    name,
    columns: (db.prepare(COLUMNS).all(name) as { name: string; type: string; strict: number }[]).map(
      columnOf,
    ),
  }));
}

/** Its affinity keeps no text out of any column: what is a text is seen value by value. */
function columnOf({ name, type, strict }: { name: string; type: string; strict: number }): SampleColumn {
  const [, length = null] = /\((\d+)\)/.exec(type) ?? [];
  return {
    name,
    kind: kindOf(type),
    length: length === null ? null : Number(length),
    notNull: strict === 1,
  };
}

function kindOf(type: string): SampleColumn['kind'] {
  if (type.includes('json')) return 'json';
  if (type === 'blob') return 'binary';
  if (/real|floa|doub|numeric|decimal/.test(type)) return 'number';
  if (/date|timestamp/.test(type)) return 'day';
  return /int|bool|time/.test(type) ? 'other' : 'text';
}

export function sqliteSampleAccess(from: Database, to: Database): SampleAccess {
  const listed = (columns: readonly string[]) => columns.map(quoteName).join(', ');
  return {
    async firstIds(table, limit) {
      const sql = `SELECT "id" FROM ${quoteName(table)} WHERE "id" IS NOT NULL ORDER BY "id" LIMIT ?`;
      return (from.prepare(sql).pluck().all(limit) as unknown[]).map(String);
    },
    async first({ name, columns }, limit) {
      const names = listed(columns.map((column) => column.name));
      return from.prepare(`SELECT ${names} FROM ${quoteName(name)} LIMIT ?`).all(limit) as Record<
        string,
        unknown
      >[];
    },
    async byId(table, columns, ids) {
      const sql = `SELECT ${listed(columns)} FROM ${quoteName(table)}
        WHERE "id" IN (SELECT "value" FROM json_each(?)) ORDER BY "id"`;
      return from.prepare(sql).all(JSON.stringify(ids)) as Record<string, unknown>[];
    },
    async insert({ name, columns }, rows) {
      const names = columns.map((column) => column.name);
      const insert = to.prepare(
        `INSERT INTO ${quoteName(name)} (${listed(names)}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      for (const row of rows) insert.run(names.map((column) => row[column]));
    },
  };
}
