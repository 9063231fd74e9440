/** Owns reading rows of one PostgreSQL database for a sample, every value as text, and writing them into another one. */
import type pg from 'pg';
import type { SampleAccess, SampleTable } from '../../environment/sample-rows.ts';
import { quoteName } from './quote.ts';

const COLUMNS = `SELECT c.relname::text AS "table", a.attname::text AS name, a.attnotnull AS strict,
    CASE WHEN t.typname IN ('json', 'jsonb') THEN 'json' WHEN t.typname = 'bytea' THEN 'binary'
      WHEN t.typcategory = 'S' THEN 'text' WHEN t.typname IN ('float4', 'float8', 'numeric') THEN 'number'
      WHEN t.typname IN ('date', 'timestamp', 'timestamptz') THEN 'day' ELSE 'other' END AS kind,
    CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END AS length
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_authoring_env'
  ORDER BY c.oid, a.attnum`;

interface Found {
  readonly table: string;
  readonly name: string;
  readonly strict: boolean;
  readonly kind: SampleTable['columns'][number]['kind'];
  readonly length: number | null;
}

export async function sampleTables(from: pg.Client): Promise<readonly SampleTable[]> {
  const { rows } = await from.query<Found>(COLUMNS);
  const tables = new Map<string, SampleTable['columns'][number][]>();
  for (const { table, name, strict, kind, length } of rows)
    tables.set(table, [...(tables.get(table) ?? []), { name, kind, length, notNull: strict }]);
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** @param schema of the copy, where no search path says which */
export function postgresSampleAccess(from: pg.Client, to: pg.Client, schema: string): SampleAccess {
  const texts = (columns: readonly string[]) =>
    columns.map((column) => `${quoteName(column)}::text AS ${quoteName(column)}`).join(', ');
  const at = (table: string) => `${quoteName(schema)}.${quoteName(table)}`;
  return {
    async firstIds(table, limit) {
      const sql = `SELECT "id"::text AS id FROM ${at(table)} ORDER BY ${at(table)}."id" LIMIT $1`;
      return (await from.query<{ id: string }>(sql, [limit])).rows.map(({ id }) => id);
    },
    async first({ name, columns }, limit) {
      const sql = `SELECT ${texts(columns.map((column) => column.name))} FROM ${at(name)} LIMIT $1`;
      return (await from.query(sql, [limit])).rows;
    },
    async byId(table, columns, ids) {
      const sql = `SELECT ${texts(columns)} FROM ${at(table)} AS "_from" WHERE "_from"."id"::text = ANY($1) ORDER BY "_from"."id"`;
      return (await from.query(sql, [ids])).rows;
    },
    async insert({ name, columns }, rows) {
      const names = columns.map((column) => quoteName(column.name));
      for (const row of rows)
        await to.query(
          `INSERT INTO ${at(name)} (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${names.map((_, no) => `$${no + 1}`).join(', ')})`,
          columns.map((column) => row[column.name]),
        );
    },
  };
}
