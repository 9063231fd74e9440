/** Owns the picture that introspect gives of a table built from a spec on SQLite. */
import type { ColumnSpec, PhysicalColumn, PhysicalTable, TableSpec } from '@objectstack/metadata-authoring';
import { defaultText } from './column-default.ts';
import { typeText } from './column-type.ts';
import { partText } from './create-index.ts';
import { isNotNull } from './create-table.ts';

export function render(table: TableSpec): PhysicalTable {
  return {
    columns: new Map(table.columns.map((column) => [column.name, renderColumn(column)])),
    indexes: new Map(
      table.indexes.map((index) => [
        index.name,
        {
          unique: index.unique,
          parts: index.parts.map((part) => partText(part, part.column)),
          constraint: false,
          valid: true,
        },
      ]),
    ),
  };
}

export function renderColumn(column: ColumnSpec): PhysicalColumn {
  return {
    type: typeText(column.type),
    notNull: isNotNull(column),
    default: column.default === null ? null : defaultText(column.default, column.type),
  };
}
