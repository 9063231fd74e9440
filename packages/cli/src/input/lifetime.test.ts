import { expect, it } from 'vitest';
import { parseLifetime } from './lifetime.ts';

it('reads days, hours and minutes', () => {
  expect(['30d', '12h', '90m'].map(parseLifetime)).toEqual([2_592_000_000, 43_200_000, 5_400_000]);
});

it.each(['', '30', 'd', '0d', '-1d', '1.5d', '30 d', '1y', '9999999d'])('refuses %j', (text) => {
  expect(() => parseLifetime(text)).toThrow(expect.objectContaining({ code: 'USAGE_INVALID' }));
});
