import type { ColumnDefault, ColumnType } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { defaultClause, defaultText, normalisedDefault } from './column-default.ts';

const literal = (value: string | number | boolean): ColumnDefault => ({ kind: 'literal', value });
const string: ColumnType = { kind: 'string', length: 80 };

describe('normalisedDefault', () => {
  it.each([
    ['NULL', 'varchar(80)', null],
    [null, 'varchar(80)', null],
    ["'aa'", 'varchar(80)', "'aa'"],
    ["'it''s \\\\ x'", 'varchar(80)', "'it''s \\\\ x'"],
    ["'it\\'s'", 'json', "'it''s'"],
    ["'multi\nline'", 'varchar(80)', "'multi\nline'"],
    ['5.00', 'float(8,2)', '5.00'],
    ['1', 'tinyint(1)', '1'],
    ['current_timestamp(3)', 'datetime(3)', 'current_timestamp(3)'],
    ['cast(utc_timestamp() as date)', 'date', 'cast(utc_timestamp() as date)'],
  ])('MariaDB prints %s of %s', (text, type, expected) => {
    expect(normalisedDefault({ text, extra: '', fromMariaDb: true }, type)).toBe(expected);
  });

  it.each([
    ['NULL', '', 'varchar(80)', "'NULL'"],
    ['aa', '', 'varchar(80)', "'aa'"],
    ["it's", '', 'varchar(80)', "'it''s'"],
    ['5.00', '', 'float(8,2)', '5.00'],
    ['CURRENT_TIMESTAMP(3)', 'DEFAULT_GENERATED', 'datetime(3)', 'current_timestamp(3)'],
    ['_utf8mb4\\\'["a"]\\\'', 'DEFAULT_GENERATED', 'json', '\'["a"]\''],
  ])('MySQL prints %s (%s) of %s', (text, extra, type, expected) => {
    expect(normalisedDefault({ text, extra, fromMariaDb: false }, type)).toBe(expected);
  });
});

describe('defaultText', () => {
  it.each([
    [5, '5.00'],
    [1.005, '1.00'],
    [0.125, '0.12'],
    [-3, '-3.00'],
    [1e21, '1000000.00'],
    [131_072.01, '131072.02'],
  ])('float(8,2) keeps %s as %s', (value, expected) => {
    expect(defaultText(literal(value), { kind: 'float' })).toBe(expected);
  });

  it.each([
    [{ kind: 'boolean' }, true, '1'],
    [{ kind: 'boolean' }, 'no', '0'],
    [{ kind: 'date' }, '2024-01-02T03:04:05Z', "'2024-01-02'"],
    [{ kind: 'datetime' }, '2024-01-02T03:04:05.678+02:00', "'2024-01-02 01:04:05.678'"],
    [{ kind: 'datetime' }, '2024-01-02 03:04:05', "'2024-01-02 03:04:05.000'"],
    [{ kind: 'time' }, '10:20', "'10:20:00.000'"],
    [string, "it's \\ x", "'it''s \\\\ x'"],
  ] as const)('%o keeps %s as %s', (type, value, expected) => {
    expect(defaultText(literal(value), type)).toBe(expected);
  });
});

it('writes expressions in parentheses, which both servers ask for', () => {
  expect(defaultClause({ kind: 'now' }, { kind: 'date' })).toBe('(cast(utc_timestamp() as date))');
  expect(defaultClause({ kind: 'now' }, { kind: 'datetime' })).toBe('CURRENT_TIMESTAMP(3)');
  expect(defaultClause(literal('["a"]'), { kind: 'json' })).toBe(`('["a"]')`);
  expect(defaultClause(literal('a'), string)).toBe("'a'");
});
