/** Owns reading views of PostgreSQL's catalog, of the schema that is searched first: one query for all. */
import type { PhysicalViews, ViewSource } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';

/**
 * The server keeps a view as a parsed query, in which each column says where it is from. It follows every rename. One that
 * the server writes through has one table and no grouping; then only a condition could hide rows.
 */
const VIEWS = `SELECT v.relname::text, a.attname::text, t.relname::text, c.attname::text,
    pg_relation_is_updatable(v.oid, false) & 28 = 28 AND r.ev_action::text LIKE '%:jointree {FROMEXPR :fromlist ({RANGETBLREF :rtindex _}) :quals <>}%'
  FROM pg_class v
  JOIN pg_rewrite r ON r.ev_class = v.oid AND r.ev_type = '1'
  JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN LATERAL regexp_matches(r.ev_action::text,
      ':resno (\\d+) :resname (?:[^ \\\\]|\\\\.)+ :ressortgroupref \\d+ :resorigtbl (\\d+) :resorigcol (\\d+) :resjunk false', 'g') e ON e[1]::int = a.attnum
  LEFT JOIN pg_class t ON t.oid = e[2]::oid AND t.relnamespace = v.relnamespace
  LEFT JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = e[3]::int
  WHERE v.relnamespace = current_schema()::regnamespace AND v.relkind = 'v'
    AND ($1::text[] IS NULL OR v.relname = ANY ($1::text[]))
  ORDER BY v.relname, a.attnum`;

type ColumnRow = [view: string, name: string, table: string | null, column: string | null, plain: boolean];

export async function readViews(client: Client, names?: readonly string[]): Promise<PhysicalViews> {
  const { rows } = await client.query<ColumnRow>({
    text: VIEWS,
    values: [names ?? null],
    rowMode: 'array',
  });
  const views = new Map<string, { columns: Map<string, ViewSource | null>; plain: boolean }>();
  for (const [name, column, table, source, plain] of rows) {
    const view = views.get(name) ?? { columns: new Map(), plain };
    // A query inside has columns of the same numbers: which of them is meant is not clear, and the view is not ours.
    const isClear = table !== null && source !== null && !view.columns.has(column);
    view.columns.set(column, isClear ? { table, column: source } : null);
    views.set(name, view);
  }
  return views;
}
