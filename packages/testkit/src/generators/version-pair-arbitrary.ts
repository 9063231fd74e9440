/** Owns the fast-check side of generated versions: small by default, shrinking towards fewer objects and changes. */
import fc from 'fast-check';
import { type VersionPair, versionPair } from './version-pair.ts';

export function arbitraryVersionPair(
  limits: { readonly objects?: number; readonly fields?: number; readonly changes?: number } = {},
): fc.Arbitrary<VersionPair> {
  return fc
    .record({
      objects: fc.integer({ min: 2, max: limits.objects ?? 4 }),
      fieldsPerObject: fc.integer({ min: 3, max: limits.fields ?? 8 }),
      changes: fc.integer({ min: 1, max: limits.changes ?? 6 }),
      seed: fc.nat(),
    })
    .map(versionPair);
}
