import { describe, expect, it } from 'vitest';
import { authorizeAs, mayDo, roleOf } from './member-role.ts';

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

describe('mayDo', () => {
  it('lets a maker edit and publish where nobody depends on the app', () => {
    expect(mayDo('maker', 'stage', null)).toBe(true);
    for (const type of ['development', 'sandbox', 'test', 'preview', 'trial'] as const)
      expect(mayDo('maker', 'publish', type)).toBe(true);
    for (const type of ['staging', 'production'] as const)
      expect(mayDo('maker', 'promote', type)).toBe(false);
    expect(mayDo('maker', 'repair', 'development')).toBe(true);
    expect(mayDo('maker', 'repair', 'staging')).toBe(false);
    expect(mayDo('maker', 'rollback', 'development')).toBe(false);
    expect(mayDo('maker', 'manage_environment', 'development')).toBe(false);
  });

  it('lets a reader read', () => {
    for (const operation of ['open_draft', 'stage', 'publish', 'rollback', 'purge', 'deprecate'] as const)
      expect(mayDo('reader', operation, 'development')).toBe(false);
    expect(mayDo('reader', 'read', 'production')).toBe(true);
  });

  it('refuses with the name, the role and the place', () => {
    const scope = { orgId: 'local', principal: { kind: 'user', id: 'eve' } } as const;
    expect(() => authorizeAs('reader')(scope, 'publish', { name: 'prod', type: 'production' })).toThrow(
      expect.objectContaining({
        code: 'ROLE_FORBIDDEN',
        message: `'eve' is reader and may not publish in 'prod' (production)`,
      }),
    );
  });
});
