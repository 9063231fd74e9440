/** Owns how column types are written in MySQL's DDL. The catalog gives back what was written, but for JSON on MariaDB. */
import type { ColumnType } from '@objectstack/metadata-authoring';

const WRITTEN: Readonly<Record<Exclude<ColumnType['kind'], 'string'>, string>> = {
  text: 'text',
  float: 'float(8,2)',
  boolean: 'tinyint(1)',
  date: 'date',
  datetime: 'datetime(3)',
  time: 'time(3)',
  json: 'json',
};

export function typeText(type: ColumnType): string {
  if (type.kind === 'string') return `varchar(${type.length})`;
  return (type.kind === 'float' ? type.written : undefined) ?? WRITTEN[type.kind];
}
