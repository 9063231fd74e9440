/** Owns reading PostgreSQL's catalog: one query for all columns, one for all indexes, of the schema that is searched first. */
import type {
  PhysicalColumn,
  PhysicalIndex,
  PhysicalSchema,
  PhysicalTable,
} from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import { normalisedDefault } from './column-default.ts';

const TABLES = `t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p')
  AND ($1::text[] IS NULL OR t.relname = ANY ($1::text[]))`;

const COLUMNS = `SELECT t.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid)
  FROM pg_class t
  LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE ${TABLES} ORDER BY t.relname, a.attnum`;

const INDEXES = `SELECT t.relname::text, i.relname::text, x.indisunique, x.indisvalid,
    EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype = 'u'),
    array_agg(CASE WHEN a.attname IS NULL THEN pg_get_indexdef(x.indexrelid, k.position::int, true)
        ELSE a.attname::text END || CASE WHEN x.indoption[k.position - 1] & 1 = 1 THEN ' DESC' ELSE '' END
      ORDER BY k.position),
    CASE WHEN m.amname <> 'btree' THEN m.amname::text END, pg_get_expr(x.indpred, x.indrelid)
  FROM pg_class t
  JOIN pg_index x ON x.indrelid = t.oid AND NOT x.indisprimary
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_am m ON m.oid = i.relam
  CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY k (attnum, position)
  LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum <> 0
  WHERE ${TABLES} AND k.position <= x.indnkeyatts
  GROUP BY 1, 2, 3, 4, 5, 7, 8, i.oid ORDER BY i.oid`;

type ColumnRow = [table: string, column: string | null, type: string, notNull: boolean, value: string | null];
type IndexRow = [
  table: string,
  index: string,
  unique: boolean,
  valid: boolean,
  constraint: boolean,
  parts: string[],
  method: string | null,
  condition: string | null,
];

interface MutableTable extends PhysicalTable {
  readonly columns: Map<string, PhysicalColumn>;
  readonly indexes: Map<string, PhysicalIndex>;
}

export async function introspect(client: Client, tables?: readonly string[]): Promise<PhysicalSchema> {
  const values = [tables ?? null];
  const columns = await client.query<ColumnRow>({ text: COLUMNS, values, rowMode: 'array' });
  const indexes = await client.query<IndexRow>({ text: INDEXES, values, rowMode: 'array' });
  const schema = new Map<string, MutableTable>();
  for (const [table, column, type, notNull, value] of columns.rows) {
    let physical = schema.get(table);
    if (!physical) {
      physical = { columns: new Map(), indexes: new Map() };
      schema.set(table, physical);
    }
    if (column !== null)
      physical.columns.set(column, { type, notNull, default: normalisedDefault(value, type) });
  }
  for (const [table, index, unique, valid, constraint, keys, method, condition] of indexes.rows) {
    const parts = keys.map(normalisedPart);
    // What a plain B-tree does not have comes as a part of its own, so that it never compares equal to one.
    if (method !== null) parts.push(`using ${method}`);
    if (condition !== null) parts.push(`where ${condition}`);
    schema.get(table)?.indexes.set(index, { unique, parts, constraint, valid });
  }
  return schema;
}

/** The server adds the type of the column to the text of a NULL-safe part, and quotes where it must. */
function normalisedPart(text: string): string {
  const nullSafe = /^COALESCE\("?((?:[^"]|"")+?)"?, '__global__'::(?:text|character varying)\)$/.exec(text);
  return nullSafe ? `COALESCE(${nullSafe[1]?.replaceAll('""', '"')}, '__global__')` : text;
}
