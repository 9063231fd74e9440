/** Owns how column types are written in SQLite's DDL. The catalog gives back what was written. */
import type { ColumnType } from '@objectstack/metadata-authoring';

export function typeText(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
      return `varchar(${type.length})`;
    case 'float':
      return type.written ?? 'float';
    case 'json':
      return 'text';
    default:
      return type.kind;
  }
}
