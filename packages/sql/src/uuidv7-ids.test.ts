import { expect, it } from 'vitest';
import { uuidv7Ids } from './uuidv7-ids.ts';

it('makes UUIDs of version 7 that sort in the order of their making and never repeat', () => {
  const before = Date.now();
  const ids = Array.from({ length: 50_000 }, () => uuidv7Ids.next());
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  const first = Number.parseInt((ids[0] as string).slice(0, 13).replace('-', ''), 16);
  // Full counters borrow milliseconds: earlier tests of this process may have done so, by far less than a second.
  expect(first).toBeGreaterThanOrEqual(before);
  expect(first).toBeLessThan(before + 1_000);
});

it('has 62 random bits: no two ids share them', () => {
  const tails = Array.from({ length: 10_000 }, () => uuidv7Ids.next().slice(19));
  expect(new Set(tails).size).toBe(tails.length);
});
