/** Owns the words for column types and defaults in plans. */
import type { ColumnDefault, ColumnSpec, ColumnType } from '../storage/table-spec.ts';

export function typeText(type: ColumnType): string {
  if (type.kind === 'string') return `string(${type.length})`;
  return type.kind === 'float' ? (type.written ?? 'float') : type.kind;
}

export function defaultText(value: ColumnDefault | null): string {
  if (value === null) return 'no default';
  return value.kind === 'now' ? 'default now' : `default ${JSON.stringify(value.value)}`;
}

export function columnText(column: ColumnSpec): string {
  const notNull = column.notNull ? ', not null' : '';
  return `${typeText(column.type)}${notNull}${column.default ? `, ${defaultText(column.default)}` : ''}`;
}
