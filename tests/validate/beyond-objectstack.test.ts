/** What no checker of ObjectStack looks at: relationships and flow nodes that name a missing object. */
import { describe, expect, test } from 'vitest';
import { problemsOf, readStacks, type Stack } from './real-stacks.ts';
import { sampleStack } from './sample-stack.ts';

interface ObjectBody {
  readonly name: string;
  readonly fields: Readonly<Record<string, { readonly reference?: string }>>;
}

interface FlowBody {
  readonly name: string;
  readonly nodes: readonly { readonly config?: { readonly objectName?: string } }[];
}

/** Where the objects and flows that stay name the object that goes. */
function placesNaming(stack: Stack, gone: string): string[] {
  const objects = (stack.objects as ObjectBody[]).filter(({ name }) => name !== gone);
  const lookups = objects.flatMap(({ name, fields }) =>
    Object.entries(fields)
      .filter(([, { reference }]) => reference === gone)
      .map(([field]) => `object/${name} fields.${field}.reference`),
  );
  const nodes = ((stack.flows ?? []) as FlowBody[]).flatMap(({ name, nodes }) =>
    nodes.flatMap(({ config }, index) =>
      config?.objectName === gone ? [`flow/${name} nodes.${index}.config.objectName`] : [],
    ),
  );
  return [...lookups, ...nodes];
}

describe.each([{ name: 'sample', stack: sampleStack }, ...readStacks('stacks')])('$name', ({ stack }) => {
  const names = (stack.objects as ObjectBody[]).map(({ name }) => name);

  test.each(names)('without %s, every relationship and node to it is an error', async (gone) => {
    const objects = (stack.objects as ObjectBody[]).filter(({ name }) => name !== gone);
    const problems = await problemsOf({ ...stack, objects });
    const errors = problems.filter(
      ({ severity, code }) => severity === 'error' && code === 'REFERENCE_DANGLING',
    );
    const places = errors.map(({ ref, path }) => `${ref} ${path}`);
    expect(places).toEqual(expect.arrayContaining(placesNaming(stack, gone)));
  });
});

describe('real histories hold no error', () => {
  const versions = ['app-crm', 'app-todo', 'platform-objects'].flatMap(readStacks);

  test.skipIf(versions.length === 0)(`${versions.length} versions`, async () => {
    for (const { name, stack } of versions) {
      const problems = await problemsOf(stack);
      expect(
        problems.filter(({ severity }) => severity === 'error'),
        name,
      ).toEqual([]);
    }
  });
});
