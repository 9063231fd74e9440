import { fixedClock, sequenceIds } from '@objectstack/metadata-authoring-testkit';
import { expect, it } from 'vitest';

it('stands still until it is moved', () => {
  const clock = fixedClock('2026-03-01T00:00:00.000Z');
  expect([clock.now(), clock.now(), clock.monotonicMs()]).toEqual([
    '2026-03-01T00:00:00.000Z',
    '2026-03-01T00:00:00.000Z',
    0,
  ]);
  clock.advance(1_500);
  expect([clock.now(), clock.monotonicMs()]).toEqual(['2026-03-01T00:00:01.500Z', 1_500]);
});

it('gives the same ids in every run: UUIDs of version 7, ascending, apart from another series', () => {
  const [one, again, other] = [sequenceIds(), sequenceIds(), sequenceIds(1)];
  const ids = Array.from({ length: 300 }, () => one.next());
  expect(Array.from({ length: 300 }, () => again.next())).toEqual(ids);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).not.toContain(other.next());
});
