/** Owns the whole stacks of real apps that some machines have beside the repository; elsewhere the list is empty. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keyOf } from '../../packages/core/src/metadata/ref.ts';
import { itemsOfStack } from '../../packages/core/src/metadata/stack-items.ts';
import { extractReferences } from '../../packages/core/src/validate/references/extract-references.ts';
import { type ValidateSetInput, validateSet } from '../../packages/core/src/validate/validate-set.ts';

export type Stack = Record<string, unknown>;

const root = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

/** @param folder `stacks` for whole apps, `app-crm`, … for histories of objects alone */
export function readStacks(folder: string): { readonly name: string; readonly stack: Stack }[] {
  const directory = `${root}${folder}/`;
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json') && !file.startsWith('_'))
    .sort()
    .map((file) => {
      const { $source, ...stack } = JSON.parse(readFileSync(`${directory}${file}`, 'utf8')) as Stack;
      return { name: `${folder}/${file.replace('.json', '')}`, stack };
    });
}

/** The stack as validation takes it, as if it were imported into an empty workspace. */
export async function setOf(stack: Stack): Promise<ValidateSetInput> {
  const { packageId, namespace, items } = await itemsOfStack(stack);
  return {
    manifest: { packageId, ...(namespace !== null && { namespace }) },
    origin: 'import',
    items: items.map(({ ref, body }) => ({ key: keyOf(ref), facts: extractReferences(ref, body) })),
  };
}

export async function problemsOf(stack: Stack) {
  return validateSet(await setOf(stack));
}
