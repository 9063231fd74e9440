/** Validating what a change touches gives what validating everything gives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemKey } from '../../packages/core/src/metadata/ref.ts';
import type { SetItem } from '../../packages/core/src/validate/set-index.ts';
import {
  SetValidation,
  type ValidateSetInput,
  validateSet,
} from '../../packages/core/src/validate/validate-set.ts';
import { readStacks, setOf } from './real-stacks.ts';
import { sampleStack } from './sample-stack.ts';
import { mutationsOf } from './stack-mutations.ts';

const stacks = [{ name: 'sample', stack: sampleStack }, ...readStacks('stacks')];

describe.each(stacks)('$name', ({ stack }) => {
  test('any walk through mutated states', { timeout: 120_000 }, async () => {
    const base = await setOf(stack);
    const states = await statesOf(stack, base);
    const step = fc.oneof(
      fc.record({ put: fc.nat() }),
      fc.record({ remove: fc.nat() }),
      fc.record({ jump: fc.nat({ max: states.length - 1 }) }),
    );
    const versions = states.flat();
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const current = new Map<ItemKey, SetItem>(base.items.map((item) => [item.key, item]));
        const validation = new SetValidation(base);
        for (const move of steps) {
          const change = changeOf(move, current, versions, states);
          for (const key of change.removed) current.delete(key);
          for (const item of change.put) current.set(item.key, item);
          validation.update(change);
          expect(validation.problems()).toEqual(validateSet({ ...base, items: [...current.values()] }));
        }
      }),
      { numRuns: 60 },
    );
  });
});

type Move = { put: number } | { remove: number } | { jump: number };

function changeOf(
  move: Move,
  current: ReadonlyMap<ItemKey, SetItem>,
  versions: readonly SetItem[],
  states: readonly (readonly SetItem[])[],
): { put: SetItem[]; removed: ItemKey[] } {
  if ('put' in move) return { put: [versions[move.put % versions.length] as SetItem], removed: [] };
  const keys = [...current.keys()];
  if ('remove' in move) return { put: [], removed: keys.slice(move.remove % keys.length).slice(0, 1) };
  const target = new Map((states[move.jump] ?? []).map((item) => [item.key, item]));
  return { put: [...target.values()], removed: keys.filter((key) => !target.has(key)) };
}

async function statesOf(
  stack: Parameters<typeof mutationsOf>[0],
  base: ValidateSetInput,
): Promise<SetItem[][]> {
  const mutations = mutationsOf(stack);
  const every = Math.ceil(mutations.length / 25);
  const states: SetItem[][] = [[...base.items]];
  for (const { apply } of mutations.filter((_, index) => index % every === 0)) {
    const mutated = structuredClone(stack);
    apply(mutated);
    states.push([...(await setOf(mutated)).items]);
  }
  return states;
}
