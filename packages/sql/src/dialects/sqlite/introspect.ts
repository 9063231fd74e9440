/** Owns reading SQLite's catalog: one query for all columns, one for named indexes, one for UNIQUE constraints. */
import type {
  PhysicalColumn,
  PhysicalIndex,
  PhysicalSchema,
  PhysicalTable,
} from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { canonicalText, keywordOf, listAt, tokensOf } from './sql-tokens.ts';

/**
 * Tables, and the indexes that somebody named. The catalog has no index of its own: it is read through once, and the
 * other queries start from the tables that were found. rootpage is 0 for virtual tables, whose module may not even be
 * loaded here.
 */
const OBJECTS = `SELECT m.type, m.tbl_name, m.name, m.sql FROM sqlite_schema m
  WHERE (m.type = 'table' AND m.rootpage > 0 OR m.type = 'index' AND m.sql IS NOT NULL)
    AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    AND (@tables IS NULL OR m.tbl_name IN (SELECT value FROM json_each(@tables)))`;

const COLUMNS = `SELECT t.value, x.name, x.type, x."notnull", x.dflt_value
  FROM json_each(@found) t JOIN pragma_table_xinfo(t.value) x ORDER BY t.value, x.cid`;

const CONSTRAINTS = `SELECT t.value, l.name, x.name
  FROM json_each(@found) t JOIN pragma_index_list(t.value) l JOIN pragma_index_xinfo(l.name) x
  WHERE l.origin = 'u' AND x.key = 1 ORDER BY t.value, l.name, x.seqno`;

type ObjectRow = [type: 'table' | 'index', table: string, name: string, sql: string];
type ColumnRow = [table: string, column: string, type: string, notNull: number, value: string | null];
type TextRow = [table: string, index: string, text: string];

interface MutableTable extends PhysicalTable {
  readonly columns: Map<string, PhysicalColumn>;
  readonly indexes: Map<string, PhysicalIndex>;
}

export function introspect(db: Database, tables?: readonly string[]): PhysicalSchema {
  const filter = { tables: tables === undefined ? null : JSON.stringify(tables) };
  const objects = db.prepare(OBJECTS).raw().all(filter) as ObjectRow[];
  const found = JSON.stringify(objects.flatMap(([type, table]) => (type === 'table' ? [table] : [])));
  const schema = new Map<string, MutableTable>();
  for (const [table, column, type, notNull, value] of db
    .prepare(COLUMNS)
    .raw()
    .all({ found }) as ColumnRow[]) {
    let physical = schema.get(table);
    if (!physical) {
      physical = { columns: new Map(), indexes: new Map() };
      schema.set(table, physical);
    }
    physical.columns.set(column, { type: type.toLowerCase(), notNull: notNull === 1, default: value });
  }
  for (const [type, table, name, sql] of objects)
    if (type === 'index') schema.get(table)?.indexes.set(name, parsedIndex(sql));
  const constraints = new Map<string, { table: string; parts: string[] }>();
  for (const [table, index, column] of db.prepare(CONSTRAINTS).raw().all({ found }) as TextRow[]) {
    const known = constraints.get(index) ?? { table, parts: [] };
    known.parts.push(column);
    constraints.set(index, known);
  }
  for (const [index, { table, parts }] of constraints)
    schema.get(table)?.indexes.set(index, { unique: true, parts, constraint: true, valid: true });
  return schema;
}

/** A partial index's condition comes as a last part of its own, so that it never compares equal to a full one. */
function parsedIndex(sql: string): PhysicalIndex {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex(({ text, kind }) => text === '(' && kind === 'symbol');
  const { items, close } = listAt(tokens, open);
  const parts = items.map(canonicalText);
  const condition = tokens.slice(close + 1);
  if (condition.length > 0) parts.push(canonicalText(condition));
  return { unique: keywordOf(tokens[1]) === 'UNIQUE', parts, constraint: false, valid: true };
}
