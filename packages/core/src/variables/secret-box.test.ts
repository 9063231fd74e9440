import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyIdOfSealed, openSecret, type SecretPlace, sealSecret, secretKeyOf } from './secret-box.ts';

const newKey = () => secretKeyOf(randomBytes(32).toString('base64'));
const [mine, other] = [newKey(), newKey()];
const keys = { current: mine, former: [] };
const place: SecretPlace = { orgId: 'o', environmentId: 'e', packageId: 'p', name: 'N' };

const code = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a secret that is kept', () => {
  it('opens again where it was kept, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const sealed = sealSecret(mine, place, value);
        expect(openSecret(keys, place, sealed)).toBe(value);
        expect(sealSecret(mine, place, value)).not.toBe(sealed);
        if (value.length > 3) expect(sealed).not.toContain(value);
      }),
    );
  });

  it('opens nowhere else: not in another organization, environment, package or under another name', () => {
    const sealed = sealSecret(mine, place, 'hunter2!');
    for (const part of ['orgId', 'environmentId', 'packageId', 'name'] as const)
      expect(
        code(() => openSecret(keys, { ...place, [part]: 'x' }, sealed)),
        part,
      ).toBe('SECRET_UNREADABLE');
    // What joins to the same text is still another place.
    expect(code(() => openSecret(keys, { ...place, packageId: 'pN', name: '' }, sealed))).toBe(
      'SECRET_UNREADABLE',
    );
  });

  it('does not open when any of it was changed or cut', () => {
    const sealed = sealSecret(mine, place, 'hunter2!');
    const [format, id, text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (const at of bytes.keys()) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const changed = [format, id, flipped.toString('base64url')].join('.');
      expect(
        code(() => openSecret(keys, place, changed)),
        `byte ${at}`,
      ).toBe('SECRET_UNREADABLE');
    }
    for (const cut of [`${format}.${id}`, `${format}.${id}.AAAA`, `v2.${id}.${text}`])
      expect(
        code(() => openSecret(keys, place, cut)),
        cut,
      ).toBe('SECRET_UNREADABLE');
  });

  it('says which key it is kept under, and opens with a former one', () => {
    const sealed = sealSecret(other, place, 'x');
    expect(keyIdOfSealed(sealed)).toBe(other.id);
    expect(code(() => openSecret(keys, place, sealed))).toBe('SECRET_KEY_REQUIRED');
    expect(code(() => openSecret(null, place, sealed))).toBe('SECRET_KEY_REQUIRED');
    expect(openSecret({ current: mine, former: [other] }, place, sealed)).toBe('x');
  });
});

it.each([
  '',
  'short',
  Buffer.alloc(31).toString('base64'),
  Buffer.alloc(33).toString('base64'),
  `${'A'.repeat(42)}!!`,
])('a key that is none is refused without being repeated: %j', (text) => {
  expect(() => secretKeyOf(text)).toThrow(expect.objectContaining({ code: 'SECRET_KEY_REQUIRED' }));
  try {
    secretKeyOf(text);
  } catch (error) {
    if (text !== '') expect(JSON.stringify([error, (error as Error).message])).not.toContain(text);
  }
});
