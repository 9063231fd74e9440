import { describe, expect, it } from 'vitest';
import { roleOf } from './member-role.ts';

describe('roleOf', () => {
  it('makes the system user owner, the listed what they are listed as, and everyone else reader', () => {
    const members = { ada: 'maker', root: 'admin' } as const;
    expect(roleOf('root', 'root', undefined)).toBe('owner');
    expect(roleOf('root', 'root', members)).toBe('admin');
    expect(roleOf('ada', 'root', members)).toBe('maker');
    expect(roleOf('eve', 'root', members)).toBe('reader');
    expect(roleOf('constructor', 'root', members)).toBe('reader');
  });
});
