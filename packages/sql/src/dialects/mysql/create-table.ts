/** Owns the text of tables and columns in MySQL, leaving the catalog that the runtime's driver leaves. */
import type { ColumnSpec, TableSpec } from '@objectstack/metadata-authoring';
import { defaultClause, storesDefault } from './column-default.ts';
import { typeText } from './column-type.ts';
import { indexDefinition } from './create-index.ts';
import { quoteName } from './quote.ts';

export function isNotNull(column: ColumnSpec): boolean {
  return column.notNull || column.name === 'id';
}

/** One column as it stands between the commas of a table definition. */
export function columnDefinition(column: ColumnSpec): string {
  const written = column.default !== null && storesDefault(column.type);
  return columnWithDefault({ ...column, default: written ? column.default : null });
}

/** The same with whatever default it has, which rows that are there already take. */
export function columnWithDefault(column: ColumnSpec): string {
  const nullable = isNotNull(column) ? ' NOT NULL' : ' NULL';
  const value = column.default === null ? '' : ` DEFAULT ${defaultClause(column.default, column.type)}`;
  return `${quoteName(column.name)} ${typeText(column.type)}${nullable}${value}`;
}

/** One statement with all indexes: it is there as a whole or not at all. */
export function createTable(table: TableSpec): string {
  const parts = [
    ...table.columns.map(columnDefinition),
    `PRIMARY KEY (${quoteName('id')})`,
    ...table.indexes.map((index) => indexDefinition(index, table.columns)),
  ];
  return `CREATE TABLE ${quoteName(table.name)} (${parts.join(', ')})`;
}
