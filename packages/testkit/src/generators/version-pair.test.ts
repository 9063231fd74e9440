import { ObjectSchema } from '@objectstack/spec/data';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHANGE_WEIGHTS } from './observed-shapes.ts';
import { versionPair } from './version-pair.ts';
import { arbitraryVersionPair } from './version-pair-arbitrary.ts';

it('makes pairs whose objects the spec accepts, with references that resolve', () => {
  fc.assert(
    fc.property(arbitraryVersionPair(), ({ stack }) => {
      const names = new Set(stack.objects.map((object) => object.name));
      for (const object of stack.objects) {
        expect(() => ObjectSchema.parse(object)).not.toThrow();
        for (const field of Object.values(object.fields))
          if (field.reference !== undefined) expect(names).toContain(field.reference);
      }
    }),
    { numRuns: 40 },
  );
});

it('is deterministic, and reaches every change that needs no knowledge of rows', () => {
  const options = { objects: 3, fieldsPerObject: 6, changes: 5, seed: 7 };
  expect(versionPair(options)).toEqual(versionPair(options));
  const seen = new Set<string>();
  for (let seed = 1; seed <= 150; seed++)
    for (const kind of versionPair({ ...options, seed }).changes) seen.add(kind);
  const decidedByRows = new Set(['uniqueField', 'multipleField', 'changeIndexes']);
  expect([...seen].sort()).toEqual(
    Object.keys(CHANGE_WEIGHTS)
      .filter((kind) => !decidedByRows.has(kind))
      .sort(),
  );
});
