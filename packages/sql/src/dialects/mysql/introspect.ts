/**
 * Owns reading MySQL's catalog: one query for tables, one for columns, one for indexes, and one for the checks by which
 * MariaDB knows JSON.
 */
import type {
  PhysicalColumn,
  PhysicalIndex,
  PhysicalSchema,
  PhysicalTable,
} from '@objectstack/metadata-authoring';
import { normalisedDefault } from './column-default.ts';
import type { ObservedClient } from './observed-client.ts';

type ColumnRow = [
  table: string,
  column: string,
  type: string,
  nullable: string,
  text: string | null,
  extra: string,
];
type IndexRow = [
  table: string,
  index: string,
  nonUnique: number,
  column: string | null,
  expression: string | null,
  direction: string | null,
  prefix: number | null,
  method: string,
];

interface MutableTable extends PhysicalTable {
  readonly columns: Map<string, PhysicalColumn>;
  readonly indexes: Map<string, PhysicalIndex & { readonly parts: string[] }>;
}

/** Also those that MariaDB keeps a history of. */
export function tableNames(client: ObservedClient, tables?: readonly string[]): Promise<readonly string[]> {
  return namesOf(client, ['BASE TABLE', 'SYSTEM VERSIONED'], tables);
}

export function viewNames(client: ObservedClient, views: readonly string[]): Promise<readonly string[]> {
  return namesOf(client, ['VIEW'], views);
}

async function namesOf(
  client: ObservedClient,
  types: readonly string[],
  names?: readonly string[],
): Promise<readonly string[]> {
  if (names?.length === 0) return [];
  const rows = await catalogRows<[string]>(client, 'TABLES', 'TABLE_NAME', 'TABLE_SCHEMA', names, {
    where: `AND TABLE_TYPE IN (${types.map((type) => `'${type}'`).join(', ')})`,
  });
  return rows.map(([name]) => name);
}

export async function introspect(
  client: ObservedClient,
  tables?: readonly string[],
): Promise<PhysicalSchema> {
  const schema = new Map<string, MutableTable>(
    (await tableNames(client, tables)).map((name) => [name, { columns: new Map(), indexes: new Map() }]),
  );
  if (schema.size === 0) return schema;
  const checked = await jsonColumns(client, tables);
  for (const [table, column, printed, nullable, text, extra] of await columnRows(client, tables)) {
    const type = checked.has(`${table}.${column}`) ? 'json' : printed.toLowerCase();
    const { fromMariaDb } = client;
    schema.get(table)?.columns.set(column, {
      type,
      notNull: nullable === 'NO',
      default: normalisedDefault({ text, extra, fromMariaDb }, type),
    });
  }
  for (const row of await indexRows(client, tables)) addPart(schema, row);
  return schema;
}

function addPart(schema: ReadonlyMap<string, MutableTable>, row: IndexRow): void {
  const [table, name, nonUnique, column, expression, direction, prefix, method] = row;
  const indexes = schema.get(table)?.indexes;
  if (!indexes || name === 'PRIMARY') return;
  const index = indexes.get(name) ?? { unique: nonUnique === 0, parts: [], constraint: false, valid: true };
  // What a plain index does not have comes as text of its own, so that it never compares equal to one. A unique hash
  // is how MariaDB holds a long unique key.
  if (index.parts.length === 0 && method !== 'BTREE' && !(method === 'HASH' && nonUnique === 0))
    index.parts.push(`using ${method.toLowerCase()}`);
  const part = column ?? tenantOf(expression ?? '');
  index.parts.push(`${part}${prefix === null ? '' : `(${prefix})`}${direction === 'D' ? ' DESC' : ''}`);
  indexes.set(name, index);
}

/** A NULL-safe part reads like the bare column, which is all that MariaDB has of it. */
function tenantOf(expression: string): string {
  return /^coalesce\(`((?:[^`]|``)+)`,_utf8mb4\\?'__global__\\?'\)$/i.exec(expression)?.[1] ?? expression;
}

function columnRows(client: ObservedClient, tables?: readonly string[]): Promise<readonly ColumnRow[]> {
  return catalogRows(
    client,
    'COLUMNS',
    'TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, ORDINAL_POSITION',
    'TABLE_SCHEMA',
    tables,
    { order: 'ORDER BY 1, 7' },
  );
}

function indexRows(client: ObservedClient, tables?: readonly string[]): Promise<readonly IndexRow[]> {
  const expression = client.fromMariaDb ? 'NULL' : 'EXPRESSION';
  return catalogRows(
    client,
    'STATISTICS',
    `TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, ${expression}, COLLATION, SUB_PART, INDEX_TYPE, SEQ_IN_INDEX`,
    'TABLE_SCHEMA',
    tables,
    { order: 'ORDER BY 1, 2, 9' },
  );
}

/** MySQL has a type for JSON; MariaDB has a long text and a check under the column's name. */
async function jsonColumns(client: ObservedClient, tables?: readonly string[]): Promise<ReadonlySet<string>> {
  if (!client.fromMariaDb) return new Set();
  const rows = await catalogRows<[table: string, clause: string]>(
    client,
    'CHECK_CONSTRAINTS',
    'TABLE_NAME, CHECK_CLAUSE',
    'CONSTRAINT_SCHEMA',
    tables,
    { where: "AND LEVEL = 'Column'" },
  );
  return new Set(
    rows.flatMap(([table, clause]) => {
      const column = /^json_valid\(`((?:[^`]|``)+)`\)$/i.exec(clause)?.[1];
      return column === undefined ? [] : [`${table}.${column.replaceAll('``', '`')}`];
    }),
  );
}

/** From so many on, reading the whole schema costs less than looking each one up. */
const LOOKED_UP_TABLES = 8;

/** MariaDB looks a table up only under an equality; a list of names makes it open every table of the database. */
export function catalogRows<Row>(
  client: ObservedClient,
  view: string,
  columns: string,
  schemaColumn: string,
  tables: readonly string[] | undefined,
  { where = '', order = '' }: { readonly where?: string; readonly order?: string },
): Promise<readonly Row[]> {
  const select = (names: string) =>
    `SELECT ${columns} FROM information_schema.${view} WHERE ${schemaColumn} = DATABASE() ${where} ${names}`;
  if (tables === undefined) return client.query<Row>(`${select('')} ${order}`);
  const text =
    tables.length <= LOOKED_UP_TABLES
      ? tables.map(() => select('AND TABLE_NAME = ?')).join(' UNION ALL ')
      : select(`AND TABLE_NAME IN (${tables.map(() => '?').join(', ')})`);
  return client.query<Row>(`${text} ${order}`, tables);
}
