import { expect, it } from 'vitest';
import { dayOf, movedDay } from './masked-day.ts';
import { Masker } from './masker.ts';

it('a day is written on another day as it was, with its time', () => {
  expect(movedDay('2024-02-28', 1)).toBe('2024-02-29');
  expect(movedDay('2024-03-01 10:11:12.5+00', -1)).toBe('2024-02-29 10:11:12.5+00');
  expect(movedDay('2024-12-31T23:59:59.999Z', 1)).toBe('2025-01-01T23:59:59.999Z');
  expect(movedDay('0099-01-01', 364)).toBe('0099-12-31');
  expect(movedDay('8999-12-31', 1)).toBe('9000-01-01');
  expect(movedDay(1_717_236_000_000, 1)).toBe(1_717_322_400_000);
  expect(movedDay(1_717_236_000, 1)).toBe(1_717_322_400);
});

it('what says no day, or for ever, has no other', () => {
  for (const value of [
    '',
    'tomorrow',
    '9999-12-31',
    '0000-00-00',
    'infinity',
    '2024-1-1',
    '12:00:00',
    20_240_101,
  ])
    expect(dayOf(value)).toBeNull();
});

it('every day of a year becomes another one of that year', () => {
  const masker = new Masker('salt');
  for (const [year, days] of [
    [2024, 366],
    [2023, 365],
  ] as const) {
    const first = dayOf(`${year}-01-01`) ?? 0;
    const moved = Array.from({ length: days }, (_, at) => {
      const day = movedDay(`${year}-01-01`, at);
      return (dayOf(day) ?? 0) + (masker.daysMoved(day) ?? Number.NaN) - first;
    });
    expect(new Set(moved).size).toBe(days);
    expect(Math.min(...moved)).toBe(0);
    expect(Math.max(...moved)).toBe(days - 1);
    expect(moved.filter((day, at) => day === at).length).toBeLessThan(10);
  }
});
