/** Owns the picture that introspect gives of a table built from a spec on PostgreSQL. */
import type { PhysicalTable, TableSpec } from '@objectstack/metadata-authoring';
import { defaultText } from './column-default.ts';
import { catalogTypeText } from './column-type.ts';
import { isConstraint, partText } from './create-index.ts';

export function render(table: TableSpec): PhysicalTable {
  return {
    columns: new Map(
      table.columns.map((column) => [
        column.name,
        {
          type: catalogTypeText(column.type),
          notNull: column.notNull || column.name === 'id',
          default: column.default === null ? null : defaultText(column.default, column.type),
        },
      ]),
    ),
    indexes: new Map(
      table.indexes.map((index) => [
        index.name,
        {
          unique: index.unique,
          parts: index.parts.map((part) => partText(part, part.column)),
          constraint: isConstraint(index),
          valid: true,
        },
      ]),
    ),
  };
}
