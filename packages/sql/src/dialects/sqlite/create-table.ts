/** Owns the text of tables and columns in SQLite, byte for byte as the runtime's driver writes it. */
import type { ColumnSpec, TableSpec } from '@objectstack/metadata-authoring';
import { defaultClause } from './column-default.ts';
import { typeText } from './column-type.ts';
import { quoteName } from './quote.ts';

/** The primary key is nullable for SQLite; the driver leaves it so, and so do we. */
export function isNotNull(column: ColumnSpec): boolean {
  return column.notNull && column.name !== 'id';
}

/** One column as it stands between the commas of a table definition. */
export function columnDefinition(column: ColumnSpec): string {
  const notNull = isNotNull(column) ? ' not null' : '';
  const value = column.default === null ? '' : ` default ${defaultClause(column.default, column.type)}`;
  return `${quoteName(column.name)} ${typeText(column.type)}${notNull}${value}`;
}

export function createTable(table: TableSpec): string {
  const columns = table.columns.map(columnDefinition).join(', ');
  return `CREATE TABLE ${quoteName(table.name)} (${columns}, primary key (${quoteName('id')}))`;
}
