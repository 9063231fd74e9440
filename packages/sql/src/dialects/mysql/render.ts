/** Owns the picture that introspect gives of a table built from a spec on MySQL. */
import type {
  ColumnSpec,
  IndexSpec,
  PhysicalColumn,
  PhysicalIndex,
  PhysicalTable,
  TableSpec,
} from '@objectstack/metadata-authoring';
import { defaultText, storesDefault } from './column-default.ts';
import { typeText } from './column-type.ts';
import { prefixOf } from './create-index.ts';
import { isNotNull } from './create-table.ts';

export function render(table: TableSpec): PhysicalTable {
  return {
    columns: new Map(table.columns.map((column) => [column.name, renderColumn(column)])),
    indexes: new Map(table.indexes.map((index) => [index.name, renderIndex(index, table.columns)])),
  };
}

export function renderColumn(column: ColumnSpec): PhysicalColumn {
  const { default: value, type } = column;
  return {
    type: typeText(type),
    notNull: isNotNull(column),
    default: value === null || !storesDefault(type) ? null : defaultText(value, type),
  };
}

export function renderIndex(index: IndexSpec, columns: readonly ColumnSpec[]): PhysicalIndex {
  const parts = index.parts.map((part) => {
    const prefix = prefixOf(part, index, columns);
    return prefix === null ? part.column : `${part.column}(${prefix})`;
  });
  return { unique: index.unique, parts, constraint: false, valid: true };
}
