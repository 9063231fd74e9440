import { describe, expect, it } from 'vitest';
import { defaultFits } from './default-value.ts';

describe('defaultFits', () => {
  it.each([
    ['abc', { kind: 'float' }, false],
    ['1.5', { kind: 'float' }, true],
    ['', { kind: 'float' }, false],
    ['yes', { kind: 'boolean' }, true],
    ['maybe', { kind: 'boolean' }, false],
    ['abcdef', { kind: 'string', length: 5 }, false],
    ['{', { kind: 'json' }, false],
    ['[]', { kind: 'json' }, true],
    ['tomorrow', { kind: 'date' }, false],
    ['2024-01-02', { kind: 'date' }, true],
  ] as const)('%s for %o: %s', (value, type, fits) => {
    expect(defaultFits({ kind: 'literal', value }, type)).toBe(fits);
  });
});
