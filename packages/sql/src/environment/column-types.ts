/** Owns which types the columns of an expression have. */
import type { ColumnType, TableSpec } from '@objectstack/metadata-authoring';

/** Types of the columns that an expression may name; unknown ones count as text. */
export type ColumnTypes = ReadonlyMap<string, ColumnType>;

export function columnTypesOf(table: TableSpec | undefined): ColumnTypes {
  return new Map(table?.columns.map(({ name, type }) => [name, type]));
}
