import { describe, expect, it } from 'vitest';
import type { Engine } from '../ports/environment.ts';
import { type OnlineForm, requireForm, startsRequired, typeChangeForm } from './online-form.ts';
import type { ColumnDefault, ColumnType } from './storage/table-spec.ts';

const string = (length: number): ColumnType => ({ kind: 'string', length });
const text: ColumnType = { kind: 'text' };
const float: ColumnType = { kind: 'float' };
const json: ColumnType = { kind: 'json' };

const nameOf = (type: ColumnType) => (type.kind === 'string' ? `string(${type.length})` : type.kind);

describe('the form of a change of type', () => {
  const forms: readonly (readonly [ColumnType, ColumnType, Readonly<Record<Engine, OnlineForm>>])[] = [
    [string(70), string(120), { postgres: 'in_place', mysql: 'in_place', sqlite: 'in_place' }],
    [string(20), string(63), { postgres: 'in_place', mysql: 'in_place', sqlite: 'in_place' }],
    // 63 characters are 252 bytes, 64 are 256: MySQL counts a length above 255 in two.
    [string(63), string(64), { postgres: 'in_place', mysql: 'shadow', sqlite: 'in_place' }],
    [string(40), string(120), { postgres: 'in_place', mysql: 'shadow', sqlite: 'in_place' }],
    [string(80), string(80), { postgres: 'in_place', mysql: 'in_place', sqlite: 'in_place' }],
    [string(80), text, { postgres: 'in_place', mysql: 'shadow', sqlite: 'in_place' }],
    [string(120), string(80), { postgres: 'shadow', mysql: 'shadow', sqlite: 'in_place' }],
    [text, string(80), { postgres: 'shadow', mysql: 'shadow', sqlite: 'in_place' }],
    [text, float, { postgres: 'shadow', mysql: 'shadow', sqlite: 'shadow' }],
    [float, text, { postgres: 'shadow', mysql: 'shadow', sqlite: 'shadow' }],
    [string(80), json, { postgres: 'shadow', mysql: 'shadow', sqlite: 'shadow' }],
    [json, string(80), { postgres: 'shadow', mysql: 'shadow', sqlite: 'shadow' }],
  ];
  const cases = forms.flatMap(([from, to, expected]) =>
    (Object.entries(expected) as [Engine, OnlineForm][]).map(
      ([engine, form]) => [engine, nameOf(from), nameOf(to), form, from, to] as const,
    ),
  );
  it.each(cases)('%s: %s to %s is %s', (engine, _from, _to, form, from, to) => {
    expect(typeChangeForm(engine, from, to)).toBe(form);
  });
});

describe('the form in which a column becomes required', () => {
  const value: ColumnDefault = { kind: 'literal', value: 'x' };
  const column = (type: ColumnType, of: ColumnDefault | null) => ({
    name: 'c',
    type,
    notNull: true,
    default: of,
    owner: '',
  });

  it.each(['postgres', 'sqlite'] as const)('is in place on %s', (engine) => {
    expect(requireForm(engine, column(string(80), value))).toBe('in_place');
    expect(requireForm(engine, column(text, null))).toBe('in_place');
  });

  it('is a shadow on MySQL where a new column takes a value of its own', () => {
    expect(requireForm('mysql', column(string(80), value))).toBe('shadow');
    expect(requireForm('mysql', column(float, { kind: 'literal', value: 1 }))).toBe('shadow');
    expect(requireForm('mysql', column({ kind: 'boolean' }, { kind: 'literal', value: true }))).toBe(
      'shadow',
    );
  });

  it('is in place on MySQL where nothing fills the column, or its type keeps no default', () => {
    expect(requireForm('mysql', column(string(80), null))).toBe('in_place');
    expect(requireForm('mysql', column({ kind: 'datetime' }, { kind: 'now' }))).toBe('in_place');
    expect(requireForm('mysql', column(text, value))).toBe('in_place');
    expect(requireForm('mysql', column(json, { kind: 'literal', value: '[]' }))).toBe('in_place');
  });

  it('starts with NOT NULL only on MySQL, and never for what has no value of its own', () => {
    for (const kind of ['text', 'json', 'date', 'datetime', 'time'] as const)
      expect(startsRequired('mysql', { kind })).toBe(false);
    for (const engine of ['postgres', 'sqlite'] as const)
      expect(startsRequired(engine, string(9))).toBe(false);
    expect(startsRequired('mysql', string(9))).toBe(true);
  });
});
