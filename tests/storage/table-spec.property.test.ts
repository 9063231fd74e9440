/** Laws of the storage model over random objects and real ones: what it reads without parsing is what a parse would say. */
import { ObjectSchema } from '@objectstack/spec/data';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { schemaStateOf, tableStateOf } from '../../packages/core/src/plan/storage/schema-state.ts';
import type { TableSpec } from '../../packages/core/src/plan/storage/table-spec.ts';
import { tableSpecOf } from '../../packages/core/src/plan/storage/table-spec-of.ts';
import { authoredObjects, extendingPackages, rotatingObject, sqliteOnlyObjects } from './authored-objects.ts';
import { readFixtures } from './fixtures.ts';
import { objectBody } from './object-arbitrary.ts';

type Body = Readonly<Record<string, unknown>>;

const realObjects = [
  { name: 'written', objects: [...authoredObjects, ...sqliteOnlyObjects, rotatingObject] },
  ...readFixtures(),
];
const longestDerivedNameBytes = 60;

beforeAll(() => {
  // The spec warns about retired keys of old versions.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('tableSpecOf', () => {
  it.each(realObjects)('says of an authored body what it says of the parsed one: $name', ({ objects }) => {
    for (const body of objects)
      expect(tableSpecOf(ObjectSchema.parse(body), 'p')).toEqual(tableSpecOf(body, 'p'));
  });

  it('says of an authored body what it says of the parsed one: random objects', () => {
    fc.assert(
      fc.property(objectBody, (body) => {
        expect(tableSpecOf(ObjectSchema.parse(body), 'p')).toEqual(tableSpecOf(body, 'p'));
      }),
      { numRuns: 300 },
    );
  });

  it('depends on the order of the fields in nothing but order', () => {
    fc.assert(
      fc.property(permuted(objectBody), ([body, shuffled]) => {
        expect(sorted(tableSpecOf(shuffled, 'p'))).toEqual(sorted(tableSpecOf(body, 'p')));
      }),
      { numRuns: 300 },
    );
  });

  it('derives index names that every engine takes whole', () => {
    fc.assert(
      fc.property(objectBody, (body) => {
        for (const { name } of tableSpecOf(body, 'p')?.indexes ?? []) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(longestDerivedNameBytes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names no column or index twice, and no index part that is no column', () => {
    fc.assert(
      fc.property(objectBody, (body) => {
        const { columns = [], indexes = [] } = tableSpecOf(body, 'p') ?? {};
        const names = new Set(columns.map(({ name }) => name));
        expect(names.size).toBe(columns.length);
        expect(new Set(indexes.map(({ name }) => name)).size).toBe(indexes.length);
        expect(indexes.flatMap(({ parts }) => parts).filter(({ column }) => !names.has(column))).toEqual([]);
      }),
    );
  });
});

describe('tableStateOf', () => {
  it('equals the entry of the whole state', () => {
    const state = schemaStateOf(extendingPackages);
    expect(state.size).toBeGreaterThan(0);
    for (const name of state.keys()) expect(tableStateOf(name, extendingPackages)).toEqual(state.get(name));
  });
});

function permuted(bodies: fc.Arbitrary<Body>): fc.Arbitrary<readonly [Body, Body]> {
  return bodies.chain((body) => {
    const fields = Object.entries(body.fields as Body);
    return fc
      .shuffledSubarray(fields, { minLength: fields.length })
      .map((shuffled) => [body, { ...body, fields: Object.fromEntries(shuffled) }] as const);
  });
}

function sorted(table: TableSpec | null) {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return (
    table && { ...table, columns: [...table.columns].sort(byName), indexes: [...table.indexes].sort(byName) }
  );
}
