/** Owns the text of tables and columns in PostgreSQL, leaving the catalog that the runtime's driver leaves. */
import type { ColumnSpec, TableSpec } from '@objectstack/metadata-authoring';
import { defaultClause } from './column-default.ts';
import { typeText } from './column-type.ts';
import { quoteName } from './quote.ts';

/** One column as it stands between the commas of a table definition. */
export function columnDefinition(column: ColumnSpec): string {
  // The primary key brings its own NOT NULL.
  const notNull = column.notNull && column.name !== 'id' ? ' NOT NULL' : '';
  const value = column.default === null ? '' : ` DEFAULT ${defaultClause(column.default, column.type)}`;
  return `${quoteName(column.name)} ${typeText(column.type)}${notNull}${value}`;
}

export function primaryKeyName(table: string): string {
  return `${table}_pkey`;
}

export function createTable(table: TableSpec): string {
  const columns = table.columns.map(columnDefinition).join(', ');
  const key = `CONSTRAINT ${quoteName(primaryKeyName(table.name))} PRIMARY KEY (${quoteName('id')})`;
  return `CREATE TABLE ${quoteName(table.name)} (${columns}, ${key})`;
}
