/** Owns reading rows of one MySQL or MariaDB database for a sample, and writing them into another one beside it. */
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { SampleAccess, SampleTable } from '../../environment/sample-rows.ts';
import { quoteName } from './quote.ts';

const COLUMNS = `SELECT c.TABLE_NAME AS tab, c.COLUMN_NAME AS name, c.IS_NULLABLE AS nullable, lower(c.DATA_TYPE) AS type,
    c.CHARACTER_MAXIMUM_LENGTH AS length
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
  WHERE c.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE' AND c.TABLE_NAME <> '_authoring_env'
    AND COALESCE(c.GENERATION_EXPRESSION, '') = '' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`;
/** MariaDB's JSON is a text that is checked. */
const CHECKED = `SELECT TABLE_NAME AS tab, CONSTRAINT_NAME AS name FROM information_schema.CHECK_CONSTRAINTS
  WHERE CONSTRAINT_SCHEMA = ? AND CHECK_CLAUSE LIKE 'json\\_valid(%'`;

interface Found extends RowDataPacket {
  readonly tab: string;
  readonly name: string;
  readonly nullable: string;
  readonly type: string;
  readonly length: number | null;
}

export async function sampleTables(
  connection: Connection,
  database: string,
): Promise<readonly SampleTable[]> {
  const [rows] = await connection.query<Found[]>(COLUMNS, [database]);
  // MySQL's catalog names no table here, and its JSON is a type of its own.
  const [checked] = await connection
    .query<Found[]>(CHECKED, [database])
    .catch(() => [[] as Found[]] as const);
  const isJson = new Set(checked.map(({ tab, name }) => `${tab}.${name}`));
  const tables = new Map<string, SampleTable['columns'][number][]>();
  for (const { tab, name, nullable, type, length } of rows) {
    const kind = isJson.has(`${tab}.${name}`) ? ('json' as const) : kindOf(type);
    const column = {
      name,
      kind,
      length: kind === 'text' ? Number(length) : null,
      notNull: nullable === 'NO',
    };
    tables.set(tab, [...(tables.get(tab) ?? []), column]);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

function kindOf(type: string): SampleTable['columns'][number]['kind'] {
  if (type === 'json') return 'json';
  if (/blob|binary|bit|geometry|point/.test(type)) return 'binary';
  if (/float|double|decimal/.test(type)) return 'number';
  if (/^(date|datetime|timestamp)$/.test(type)) return 'day';
  return /char|text|enum|set/.test(type) ? 'text' : 'other';
}

export function mysqlSampleAccess(connection: Connection, source: string, copy: string): SampleAccess {
  const listed = (columns: readonly string[]) => columns.map(quoteName).join(', ');
  const from = (table: string) => `${quoteName(source)}.${quoteName(table)}`;
  const rows = async (sql: string, values: readonly unknown[]): Promise<Record<string, unknown>[]> => {
    const [found] = await connection.query<RowDataPacket[]>({
      sql,
      values: [...values],
      // Every value as it is written, JSON and numbers too. What is no text at all is never read for what it says.
      typeCast: (field) => field.string('utf8'),
    });
    return found;
  };
  return {
    async firstIds(table, limit) {
      const found = await rows(`SELECT \`id\` FROM ${from(table)} ORDER BY \`id\` LIMIT ?`, [limit]);
      return found.map(({ id }) => String(id));
    },
    first: ({ name, columns }, limit) =>
      rows(`SELECT ${listed(columns.map((column) => column.name))} FROM ${from(name)} LIMIT ?`, [limit]),
    byId: (table, columns, ids) =>
      rows(`SELECT ${listed(columns)} FROM ${from(table)} WHERE \`id\` IN (?) ORDER BY \`id\``, [ids]),
    async insert({ name, columns }, batch) {
      const names = columns.map((column) => column.name);
      await connection.query(
        `INSERT INTO ${quoteName(copy)}.${quoteName(name)} (${listed(names)}) VALUES ?`,
        [batch.map((row) => names.map((column) => row[column]))],
      );
    },
  };
}
