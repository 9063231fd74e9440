/** Owns the tables that every target database is tried with: all column types, defaults and kinds of index, awkward names. */
import type {
  ColumnDefault,
  ColumnSpec,
  ColumnType,
  IndexSpec,
  TableSpec,
} from '@objectstack/metadata-authoring';

const OWNER = 'com.acme.zoo';
const now: ColumnDefault = { kind: 'now' };

export const string = (length: number): ColumnType => ({ kind: 'string', length });
export const text: ColumnType = { kind: 'text' };
export const float: ColumnType = { kind: 'float' };
export const boolean: ColumnType = { kind: 'boolean' };
export const date: ColumnType = { kind: 'date' };
export const datetime: ColumnType = { kind: 'datetime' };
export const time: ColumnType = { kind: 'time' };
export const json: ColumnType = { kind: 'json' };
export const literal = (value: string | number | boolean): ColumnDefault => ({ kind: 'literal', value });

export function column(
  name: string,
  type: ColumnType,
  options: { readonly notNull?: boolean; readonly default?: ColumnDefault } = {},
): ColumnSpec {
  return { name, type, notNull: options.notNull ?? false, default: options.default ?? null, owner: OWNER };
}

export function index(name: string, columns: readonly string[], unique = false): IndexSpec {
  return { name, parts: columns.map((part) => ({ column: part, nullSafe: false })), unique, owner: OWNER };
}

/** Unique within a tenant; rows without a tenant are one tenant. */
export function tenantIndex(name: string, columns: readonly string[]): IndexSpec {
  const tenant = { column: 'organization_id', nullSafe: true };
  const parts = [tenant, ...columns.map((part) => ({ column: part, nullSafe: false }))];
  return { name, parts, unique: true, owner: OWNER };
}

/** A table as core makes it: the built-in columns first. */
export function table(
  name: string,
  columns: readonly ColumnSpec[],
  indexes: readonly IndexSpec[] = [],
): TableSpec {
  const builtin: readonly ColumnSpec[] = [
    { name: 'id', type: string(255), notNull: true, default: null, owner: '' },
    { name: 'created_at', type: datetime, notNull: false, default: now, owner: '' },
    { name: 'updated_at', type: datetime, notNull: false, default: now, owner: '' },
  ];
  return { name, columns: [...builtin, ...columns], indexes, owner: OWNER };
}

/** Every column type bare, with a literal, and with "now" where it has one. */
const everyColumn: readonly ColumnSpec[] = [
  column('organization_id', string(255)),
  column('s_bare', string(80)),
  column('s_text', string(255), { default: literal('aa') }),
  column('s_required', string(40), { notNull: true, default: literal('x') }),
  column('t_bare', text),
  column('t_quotes', text, { default: literal(`it's \\ "q" \`b\` ; -- /* $1 ?`) }),
  column('t_lines', text, { default: literal('multi\nline') }),
  column('t_empty', text, { default: literal('') }),
  column('f_bare', float),
  column('f_whole', float, { notNull: true, default: literal(5) }),
  column('f_part', float, { default: literal(1.5) }),
  column('f_negative', float, { default: literal(-3) }),
  column('f_large', float, { default: literal(1e21) }),
  column('f_many_digits', float, { default: literal(16_777_217) }),
  column('b_bare', boolean),
  column('b_true', boolean, { default: literal(true) }),
  column('b_false', boolean, { notNull: true, default: literal(false) }),
  column('d_bare', date),
  column('d_day', date, { default: literal('2024-01-02') }),
  column('d_now', date, { default: now }),
  column('dt_bare', datetime),
  column('dt_instant', datetime, { default: literal('2024-01-02T03:04:05Z') }),
  column('dt_offset', datetime, { default: literal('2024-01-02T03:04:05.678+02:00') }),
  column('dt_now', datetime, { default: now }),
  column('ti_bare', time),
  column('ti_clock', time, { default: literal('10:20:30') }),
  column('ti_now', time, { default: now }),
  column('j_bare', json),
  column('j_list', json, { default: literal('["a","b"]') }),
];

export const zoo: readonly TableSpec[] = [
  table('zoo_types', everyColumn, [
    index('idx_zoo_types_s_bare', ['s_bare']),
    index('idx_zoo_types_two', ['s_bare', 'f_bare']),
    index('uniq_zoo_types_s_text', ['s_text', 's_required'], true),
    tenantIndex('uniq_zoo_types_organization_id_s_bare', ['s_bare']),
    tenantIndex('uniq_zoo_types_tenant_two', ['s_bare', 'd_bare']),
    index('idx_zoo_types_organization_id', ['organization_id']),
  ]),
  table(
    'case',
    [column('order', string(20)), column('select', text), column('group', float)],
    [index('uniq_case_order', ['order'], true), index('idx_case_group', ['group'])],
  ),
  table(
    'order',
    [column('organization_id', text), column('table', string(9))],
    [tenantIndex('uniq_order_organization_id_table', ['table'])],
  ),
  table('select', []),
];
