import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestName } from './near-name.ts';

test.each([
  ['acount', ['contact', 'account'], 'account'],
  ['crm_oportunity', ['crm_opportunity', 'crm_account'], 'crm_opportunity'],
  ['to', ['id'], undefined],
  ['x', ['y'], undefined],
  ['status', ['subject', 'priority'], undefined],
  ['name', ['name'], undefined],
])('%s', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});

test('the alphabetically first of the nearest wins, and a farther one never does', () => {
  expect(nearestName('total', ['totals', 'total_', 'totaal'])).toBe('totaal');
  expect(nearestName('total', ['totaal', 'total_', 'totals'])).toBe('totaal');
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{6,12}$/), fc.nat(5), (name, at) => {
      const typo = `${name.slice(0, at)}#${name.slice(at + 1)}`;
      expect(nearestName(typo, ['zzzzzzzzzzzzzzzzzzzz', name])).toBe(name);
    }),
  );
});
