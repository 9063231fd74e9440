/** A rename followed everywhere leaves a set as sound as it was: extraction and rewriting know the same places. */
import { describe, expect, test } from 'vitest';
import type { Rename } from '../../packages/core/src/draft/rewrite-referrers.ts';
import { type ItemKey, keyOf, parseKey } from '../../packages/core/src/metadata/ref.ts';
import { itemsOfStack } from '../../packages/core/src/metadata/stack-items.ts';
import { SetValidation, validateSet } from '../../packages/core/src/validate/validate-set.ts';
import { readStacks } from './real-stacks.ts';
import { renameEverywhere, setItemsOf } from './rename-everywhere.ts';
import { sampleStack } from './sample-stack.ts';

const stacks = [{ name: 'sample', stack: sampleStack }, ...readStacks('stacks')];

/** Types that others name, and whose own name is in the body. */
const NAMED = ['object', 'page', 'dashboard', 'report', 'dataset', 'flow', 'action', 'permission', 'app'];

function renamesOf(bodies: ReadonlyMap<ItemKey, unknown>): Rename[] {
  const renames: Rename[] = [];
  for (const [key, body] of bodies) {
    const { type, name } = parseKey(key);
    if (NAMED.includes(type)) renames.push({ kind: 'item', type, from: name, to: `${name}_renamed` });
    if (type !== 'object') continue;
    for (const field of Object.keys((body as { fields: object }).fields)) {
      renames.push({ kind: 'field', object: name, from: field, to: `${field}_renamed` });
    }
  }
  return renames;
}

describe.each(stacks)('$name', ({ stack }) => {
  test('every rename leaves no problem and no trace of the old name', async () => {
    const { items, packageId, namespace } = await itemsOfStack(stack);
    const bodies = new Map(items.map(({ ref, body }) => [keyOf(ref), body]));
    const manifest = { packageId, ...(namespace !== null && { namespace }) };
    const before = setItemsOf(bodies);
    const { relations } = new SetValidation({ manifest, items: before });
    const known = validateSet({ manifest, items: before }).map(({ message }) => message);
    const count = before.reduce((sum, { facts }) => sum + facts.references.length, 0);
    const renames = renamesOf(bodies);
    expect(renames.length).toBeGreaterThan(20);
    for (const rename of renames) {
      const renamed = renameEverywhere(bodies, rename, relations);
      const after = setItemsOf(renamed);
      const label = JSON.stringify(rename);
      const problems = validateSet({ manifest, items: after }).filter(
        ({ message }) => !known.some((old) => message.replaceAll('_renamed', '') === old),
      );
      expect(problems, label).toEqual([]);
      expect(
        after.reduce((sum, { facts }) => sum + facts.references.length, 0),
        label,
      ).toBe(count);
      const old = oldNames(rename);
      const traces = after.flatMap(({ key, facts }) =>
        facts.references.filter(({ target }) => old(target)).map(({ path }) => `${key} ${path}`),
      );
      expect(traces, label).toEqual([]);
      expect(renamed.size).toBe(bodies.size);
    }
  });

  test('a rename of something that nothing names changes nothing', async () => {
    const { items } = await itemsOfStack(stack);
    const bodies = new Map(items.map(({ ref, body }) => [keyOf(ref), body]));
    const { relations } = new SetValidation({ manifest: { packageId: 'x' }, items: setItemsOf(bodies) });
    const rename = { kind: 'item', type: 'object', from: 'nobody_knows_it', to: 'still_nobody' } as const;
    for (const [key, body] of renameEverywhere(bodies, rename, relations)) expect(body).toBe(bodies.get(key));
  });
});

function oldNames(rename: Rename): (target: Record<string, unknown>) => boolean {
  if (rename.kind === 'field') {
    return (target) =>
      target.kind === 'field' && target.object === rename.object && target.field === rename.from;
  }
  return (target) =>
    (target.type === rename.type && target.name === rename.from) ||
    (rename.type === 'object' && target.object === rename.from) ||
    (rename.type === 'dataset' && target.dataset === rename.from);
}
