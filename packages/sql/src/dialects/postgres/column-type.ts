/** Owns how column types are written in PostgreSQL's DDL, and how its catalog prints them. */
import type { ColumnType } from '@objectstack/metadata-authoring';

const WRITTEN: Readonly<Record<Exclude<ColumnType['kind'], 'string'>, string>> = {
  text: 'text',
  float: 'real',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  time: 'time',
  json: 'json',
};

const PRINTED: Readonly<Record<Exclude<ColumnType['kind'], 'string'>, string>> = {
  ...WRITTEN,
  datetime: 'timestamp with time zone',
  time: 'time without time zone',
};

export function typeText(type: ColumnType): string {
  return type.kind === 'string' ? `varchar(${type.length})` : (writtenOf(type) ?? WRITTEN[type.kind]);
}

export function catalogTypeText(type: ColumnType): string {
  return type.kind === 'string'
    ? `character varying(${type.length})`
    : (writtenOf(type) ?? PRINTED[type.kind]);
}

function writtenOf(type: ColumnType): string | undefined {
  return type.kind === 'float' ? type.written : undefined;
}
