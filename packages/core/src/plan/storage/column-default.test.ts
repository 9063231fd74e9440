import { expect, it } from 'vitest';
import { columnDefaultOf } from './column-default.ts';
import { servedFieldsOf } from './served-object.ts';
import type { ColumnType } from './table-spec.ts';

function defaultOf(defaultValue: unknown, type: ColumnType, multiple = false) {
  const fields = { f: { type: 'text', defaultValue, multiple } };
  const field = servedFieldsOf({ name: 'o', fields, systemFields: false }, 'p', '').get('f');
  return field && columnDefaultOf(field, type);
}

const text: ColumnType = { kind: 'text' };

it.each([
  ['a string', 'x', text, 'x'],
  ['an empty string', '', text, ''],
  ['a number', -1.5, { kind: 'float' }, -1.5],
  ['zero', 0, { kind: 'float' }, 0],
  ['false', false, { kind: 'boolean' }, false],
  ['a number in a json column', 5, { kind: 'json' }, '5'],
  ['false in a json column', false, { kind: 'json' }, 'false'],
] as const)('%s is a literal', (_, value, type, literal) => {
  expect(defaultOf(value, type)).toEqual({ kind: 'literal', value: literal });
});

it.each(['NOW()', 'now()', ' Now() '])('%j is the clock of the database', (value) => {
  expect(defaultOf(value, { kind: 'datetime' })).toEqual({ kind: 'now' });
});

it.each([
  ['no default', undefined],
  ['null', null],
  ['current_user', 'current_user'],
  ['an expression', { dialect: 'cel', source: 'today()' }],
  ['an array', ['a']],
])('%s is no column default', (_, value) => {
  expect(defaultOf(value, text)).toBeNull();
});

it('a multi-value field has none', () => {
  expect(defaultOf('x', { kind: 'json' }, true)).toBeNull();
});
