import { describe, expect, it } from 'vitest';
import { absoluteUrl, sqlitePathOf, storedUrl } from './database-url.ts';

describe('database URLs of a workspace', () => {
  it('keep paths inside relative, so that the folder can be moved', () => {
    expect(storedUrl('sqlite:data/x.db', '/ws', '/ws')).toBe('sqlite:data/x.db');
    expect(storedUrl('sqlite:x.db', '/ws', '/ws/data')).toBe('sqlite:data/x.db');
    expect(storedUrl('sqlite:/ws/x.db', '/ws', '/else')).toBe('sqlite:x.db');
    expect(absoluteUrl('sqlite:data/x.db', '/moved')).toBe('sqlite:/moved/data/x.db');
  });

  it('keep paths outside absolute', () => {
    expect(storedUrl('sqlite:../x.db', '/ws', '/ws')).toBe('sqlite:/x.db');
    expect(storedUrl('sqlite:/ws-two/x.db', '/ws', '/ws')).toBe('sqlite:/ws-two/x.db');
    expect(absoluteUrl('sqlite:/x.db', '/ws')).toBe('sqlite:/x.db');
  });

  it('leave other engines alone', () => {
    expect(storedUrl('postgres://u@h/d', '/ws', '/ws')).toBe('postgres://u@h/d');
    expect(absoluteUrl('postgres://u@h/d', '/ws')).toBe('postgres://u@h/d');
    expect(sqlitePathOf('postgres://u@h/d')).toBeNull();
  });
});
