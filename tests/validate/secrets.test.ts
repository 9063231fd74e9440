/** No secret gets into a version: wherever one is planted it is found, and real apps hold none. */
import { parseKey } from '@objectstack/metadata-authoring';
import { versions as crmVersions } from '@objectstack/metadata-authoring-example-crm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEM_TYPE_NAMES } from '../../packages/core/src/metadata/item-types.ts';
import { keyOf } from '../../packages/core/src/metadata/ref.ts';
import { itemsOfStack } from '../../packages/core/src/metadata/stack-items.ts';
import { extractReferences } from '../../packages/core/src/validate/references/extract-references.ts';
import { SECRET_SHAPES } from '../../packages/core/src/validate/secrets/secret-shapes.ts';
import { NAMED, objectPaths, planted, SHAPED, textPaths } from './planted-secrets.ts';
import { readStacks, type Stack } from './real-stacks.ts';
import { sampleStack } from './sample-stack.ts';

const bodies = (await itemsOfStack(sampleStack)).items.map(({ body }) => body);
const secretsOf = (type: string, body: unknown) => extractReferences({ type, name: 'x' }, body).secrets ?? [];

const type = fc.constantFrom(...ITEM_TYPE_NAMES);
const place = (paths: (body: unknown) => readonly (readonly string[])[]) =>
  fc
    .constantFrom(...bodies.filter((body) => paths(body).length > 0))
    .chain((body) => fc.constantFrom(...paths(body)).map((path) => ({ body, path })));

describe('a planted secret', () => {
  it('can be made in every shape that is known', () => {
    expect(Object.keys(SHAPED).sort()).toEqual(SECRET_SHAPES.map(({ what }) => what).sort());
  });

  it.each(Object.entries(SHAPED))(
    '%s is found at any path of any item type, and is not shown',
    (what, secret) => {
      fc.assert(
        fc.property(
          type,
          place(textPaths),
          secret,
          fc.boolean(),
          (itemType, { body, path }, value, inside) => {
            const found = secretsOf(itemType, planted(body, path, inside ? `see ${value} now` : value));
            expect(found.map((one) => one.path)).toEqual([path.join('.')]);
            expect(found[0]?.what).toBe(what);
            expect(JSON.stringify(found)).not.toContain(value);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('without a shape is found under its name, in any object of any item type', () => {
    fc.assert(
      fc.property(type, place(objectPaths), NAMED, (itemType, { body, path }, [name, value]) => {
        const found = secretsOf(itemType, planted(body, [...path, name], value));
        expect(found.map((one) => one.path)).toEqual([[...path, name].join('.')]);
        expect(JSON.stringify(found)).not.toContain(value);
      }),
      { numRuns: 500 },
    );
  });
});

async function alarms(stack: Stack): Promise<readonly string[]> {
  const { items } = await itemsOfStack(stack);
  return items.flatMap(({ ref, body }) =>
    secretsOf(parseKey(keyOf(ref)).type, body).map(({ path, what }) => `${keyOf(ref)} ${path}: ${what}`),
  );
}

describe('no false alarm', () => {
  it('in the sample stack and the sample app', async () => {
    expect(await alarms(sampleStack)).toEqual([]);
    for (const { stack } of crmVersions) expect(await alarms(stack as Stack)).toEqual([]);
  });

  const real = ['stacks', 'app-crm', 'app-todo', 'platform-objects'].flatMap(readStacks);
  it.skipIf(real.length === 0)(`in ${real.length} versions of real apps`, async () => {
    for (const { name, stack } of real) expect(await alarms(stack), name).toEqual([]);
  });
});
