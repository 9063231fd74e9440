import { expect, it } from 'vitest';
import { Masker } from './masker.ts';

const masker = new Masker('salt');
const masked = (value: string, range: { min?: number; max?: number } = {}, column = 't.n') =>
  masker.number(value, column, range);

it('a masked number has as many digits before and behind the point, its sign, and stands in its range', () => {
  for (const [value, form] of [
    ['77012', /^[1-9]\d{4}$/],
    ['77012.50', /^[1-9]\d{4}\.[1-9]$/],
    ['-3.25', /^-\d\.\d[1-9]$/],
    ['0.05', /^0\.0[1-9]$/],
    ['5', /^[1-9]$/],
    ['+12', /^[1-9]\d$/],
    ['1e+20', /^[1-9]e20$/],
    ['1.5E-7', /^0\.000000\d[1-9]$/],
    ['123456789012345678901234', /^[1-9]\d{23}$/],
  ] as const)
    expect(masked(value)).toMatch(form);
  for (let value = 18; value <= 65; value += 1) {
    const age = Number(masked(String(value), { min: 18, max: 65 }));
    expect(age >= 18 && age <= 65).toBe(true);
    expect(Number(masked(`-${value}.5`, { min: -65.5, max: 0 }))).toBeGreaterThanOrEqual(-65.5);
  }
  // Outside of its range already, and nothing to put in its place.
  expect(masked('123', { max: 50 })).toMatch(/^\d{3}$/);
  expect(masked('100', { max: 100 })).toBe('100');
  for (const same of ['0', '0.00', '-0']) expect(masked(same)).toBe(same);
  for (const none of ['', 'NaN', 'Infinity', '12 EUR', '0x1f', '1-2']) expect(masked(none)).toBeNull();
});

it('another number becomes another one, the same the same, and without the key nobody knows which', () => {
  const numbers = [
    ...Array.from({ length: 2_000 }, (_, at) => String(at)),
    ...Array.from({ length: 900 }, (_, at) => (at / 100).toFixed(2)).filter((one) => !one.endsWith('.00')),
    // More digits than single precision keeps.
    ...Array.from({ length: 400 }, (_, at) => String(Math.fround(16_000_000 + at * 2))),
  ];
  const stored = numbers.map((value) => Math.fround(Number(masked(value, {}, 't.all'))));
  expect(new Set(stored).size).toBe(new Set(numbers.map((value) => Math.fround(Number(value)))).size);
  expect(masked('77012', {}, 't.all')).toBe(masked('77012', {}, 't.all'));
  const other = new Masker('another');
  const alike = numbers.filter((value) => value.length > 3 && other.number(value, 't', {}) === masked(value));
  expect(alike.length).toBeLessThan(10);
});
