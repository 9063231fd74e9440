import { describe, expect, it } from 'vitest';
import { defaultText, normalisedDefault } from './column-default.ts';

describe('normalisedDefault', () => {
  it.each([
    ["'aa'::character varying", 'character varying(255)', "'aa'"],
    ["'it''s \\ \"q\"'::text", 'text', "'it''s \\ \"q\"'"],
    ["''::text", 'text', "''"],
    ["'5'::real", 'real', '5'],
    ['5', 'real', '5'],
    ["'1.6777216e+07'::real", 'real', '16777216'],
    ["'-3'::real", 'real', '-3'],
    ['(-3)::double precision', 'real', '-3'],
    ['true', 'boolean', 'true'],
    ["'2024-01-02'::date", 'date', "'2024-01-02'"],
    [
      "'2024-01-02 03:04:05+00'::timestamp with time zone",
      'timestamp with time zone',
      "'2024-01-02T03:04:05.000Z'",
    ],
    [
      "'2024-01-02 01:04:05.678+00'::timestamp with time zone",
      'timestamp with time zone',
      "'2024-01-02T01:04:05.678Z'",
    ],
    ["'10:20:30'::time without time zone", 'time without time zone', "'10:20:30'"],
    ['CURRENT_TIMESTAMP', 'timestamp with time zone', 'CURRENT_TIMESTAMP'],
    ["nextval('s'::regclass)", 'integer', "nextval('s'::regclass)"],
    ["(timezone('utc'::text, now()))::date", 'date', "(timezone('utc'::text, now()))::date"],
    [null, 'text', null],
  ])('%s as %s', (text, type, normalised) => {
    expect(normalisedDefault(text, type)).toBe(normalised);
  });
});

describe('defaultText', () => {
  it.each([
    [1e21, { kind: 'float' }, '1e+21'],
    [16_777_217, { kind: 'float' }, '16777216'],
    [false, { kind: 'boolean' }, 'false'],
    ['2024-01-02T03:04:05.678+02:00', { kind: 'datetime' }, "'2024-01-02T01:04:05.678Z'"],
    ['2024-01-02T03:04:05', { kind: 'datetime' }, "'2024-01-02T03:04:05.000Z'"],
    ['10:20:30.500', { kind: 'time' }, "'10:20:30.5'"],
    ['10:20', { kind: 'time' }, "'10:20:00'"],
    ['5', { kind: 'text' }, "'5'"],
  ] as const)('%s of %o', (value, type, text) => {
    expect(defaultText({ kind: 'literal', value }, type)).toBe(text);
  });
});
