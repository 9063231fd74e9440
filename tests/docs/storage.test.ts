/** Proves that the table of types in docs/storage.md is what the storage rules and the dialects really give. */
import { FieldType } from '@objectstack/spec/data';
import { describe, expect, it } from 'vitest';
import type { ColumnSpec } from '../../packages/core/src/plan/storage/table-spec.ts';
import { tableSpecOf } from '../../packages/core/src/plan/storage/table-spec-of.ts';
import { typeText as mysqlType } from '../../packages/sql/src/dialects/mysql/column-type.ts';
import { typeText as postgresType } from '../../packages/sql/src/dialects/postgres/column-type.ts';
import { typeText as sqliteType } from '../../packages/sql/src/dialects/sqlite/column-type.ts';
import { readPage } from './documents.ts';

const NO_COLUMN = 'no column';

interface Row {
  readonly type: string;
  readonly sqlite: string;
  readonly postgres: string;
  readonly mysql: string;
}

function rowsOf(page: string): readonly Row[] {
  const table = /\| field type \|.*\n\| -.*\n((?:\|.*\n)+)/.exec(page)?.[1] ?? '';
  return table
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [types = '', sqlite = '', postgres = '', mysql = ''] = line.slice(2, -2).split(' | ');
      return types.split(' ').map((type) => ({ type, sqlite, postgres, mysql }));
    });
}

/** The column of a field that says no more than its type. */
function columnOf(type: string, more: Readonly<Record<string, unknown>> = {}): ColumnSpec | null {
  const object = { name: 'crm_deal', label: 'Deal', fields: { probe: { label: 'Probe', type, ...more } } };
  return tableSpecOf(object, 'com.acme.crm')?.columns.find(({ name }) => name === 'probe') ?? null;
}

const rows = rowsOf(readPage('docs/storage.md'));

describe('the page about storage', () => {
  it('lists every field type once', () => {
    expect(rows.map(({ type }) => type).sort()).toEqual([...FieldType.options].sort());
  });

  it.each(rows)('says what $type becomes', ({ type, sqlite, postgres, mysql }) => {
    const column = columnOf(type);
    expect({ sqlite, postgres, mysql }).toEqual({
      sqlite: column ? sqliteType(column.type) : NO_COLUMN,
      postgres: column ? postgresType(column.type) : NO_COLUMN,
      mysql: column ? mysqlType(column.type) : NO_COLUMN,
    });
    expect(columnOf(type, { multiple: true })?.type.kind).toBe('json');
  });

  it('is right about maxLength, NOT NULL and defaults', () => {
    const unique = { unique: true };
    expect(columnOf('text', { maxLength: 80 })?.type).toEqual({ kind: 'text' });
    expect(columnOf('text', { maxLength: 768, ...unique })?.type).toEqual({ kind: 'string', length: 768 });
    expect(columnOf('text', { maxLength: 769, ...unique })?.type).toEqual({ kind: 'text' });
    expect(columnOf('email', { maxLength: 16_383 })?.type).toEqual({ kind: 'string', length: 16_383 });
    expect(columnOf('email', { maxLength: 16_384 })?.type).toEqual({ kind: 'text' });
    expect(columnOf('select', { maxLength: 80 })?.type).toEqual({ kind: 'string', length: 255 });
    const strict = { storage: { notNull: true }, defaultValue: 'open' };
    expect(columnOf('text', { required: true })?.notNull).toBe(false);
    expect(columnOf('text', strict)).toMatchObject({
      notNull: true,
      default: { kind: 'literal', value: 'open' },
    });
    expect(columnOf('text', { ...strict, multiple: true })).toMatchObject({ notNull: false, default: null });
  });
});
