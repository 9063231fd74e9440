import { expect, it } from 'vitest';
import { timeSpanMs } from './time-span.ts';

it('reads whole numbers with a unit, and nothing else', () => {
  expect(['90s', '45m', '2h', '7d'].map(timeSpanMs)).toEqual([90_000, 2_700_000, 7_200_000, 604_800_000]);
  for (const text of ['', '2', 'h', '1.5h', '-1h', '2 h', '2w', '9999999s'])
    expect(() => timeSpanMs(text)).toThrow(expect.objectContaining({ code: 'USAGE_INVALID' }));
});
