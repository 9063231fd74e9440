import { describe, expect, it } from 'vitest';
import { maskedValue } from './masked-value.ts';

describe('what is shown of a value', () => {
  it.each([
    ['secret word', 's••• (11 characters)'],
    ['mary', 'm••• (4 characters)'],
    ['eve', '••• (3 characters)'],
    ['x', '••• (1 character)'],
    ['', '••• (0 characters)'],
    [7, '••• (1 character)'],
    [['a', 'b'], '[••• (9 characters)'],
    ['👩‍🚀 is one', '👩••• (10 characters)'],
    [null, 'NULL'],
    [undefined, 'NULL'],
  ])('%j → %s', (value, shown) => {
    expect(maskedValue(value)).toBe(shown);
  });

  it('is never the value', () => {
    for (const value of ['qx', 'xyz', 'wxyz', 'jim', 'true']) expect(maskedValue(value)).not.toContain(value);
  });
});
