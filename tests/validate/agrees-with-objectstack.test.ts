/** Holds set validation against ObjectStack's own checkers: what they find dangling we find, and sound stacks pass. */
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { keyOf } from '../../packages/core/src/metadata/ref.ts';
import { itemsOfStack } from '../../packages/core/src/metadata/stack-items.ts';
import type { Problem } from '../../packages/core/src/validate/problem.ts';
import { type Finding, referenceFindings } from './oracle.ts';
import { problemsOf, readStacks, type Stack } from './real-stacks.ts';
import { sampleStack } from './sample-stack.ts';
import { type Mutation, mutationsOf } from './stack-mutations.ts';

const stacks = [{ name: 'sample', stack: sampleStack }, ...readStacks('stacks')];

const SUBJECTS: Readonly<Record<string, string>> = {
  objects: 'object',
  views: 'view',
  apps: 'app',
  pages: 'page',
  dashboards: 'dashboard',
  datasets: 'dataset',
  reports: 'report',
  flows: 'flow',
  actions: 'action',
  hooks: 'hook',
  permissions: 'permission',
  translations: 'translation',
  sharingRules: 'sharing_rule',
};

type Keys = ReadonlyMap<string, readonly string[]>;

async function keysOf(stack: Stack): Promise<Keys> {
  const keys = new Map<string, string[]>();
  for (const { ref } of (await itemsOfStack(stack)).items) {
    keys.set(ref.type, [...(keys.get(ref.type) ?? []), keyOf(ref)]);
  }
  return keys;
}

/** Keys of the items that a finding may be about, from its config path or the subject of its message. */
function itemsOf({ where }: Finding, keys: Keys): readonly string[] {
  if (where.includes('Seed data')) return keys.get('seed') ?? [];
  const place = /\b([a-zA-Z]+)\[(\d+)\]/.exec(where);
  if (place) {
    const type = SUBJECTS[`${(place[1] as string).toLowerCase().replace(/s$/, '')}s`] ?? '';
    const key = keys.get(type)?.[Number(place[2])];
    return key === undefined ? [] : [key];
  }
  const subjects = where.matchAll(
    /\b(sharingRule|object|flow|hook|action|app|page|permission|view)s? ['"]([\w.]+)['"]/gi,
  );
  return [...subjects].map(
    ([, type, name]) => `${String(type).replace('sharingRule', 'sharing_rule').toLowerCase()}/${name}`,
  );
}

function quoted(text: string): string[] {
  return [...text.matchAll(/["'`]([\w.]+)["'`]/g)].flatMap((match) => [
    match[1] as string,
    ...(match[1] as string).split('.'),
  ]);
}

/** The path inside the item, in our spelling: `views[0].list.sort[0] …` is `list.sort.0`. Empty when there is none. */
function pathOf({ rule, where }: Finding): string {
  // A shared filter's field is reported at the filter by us, at each widget that inherits it by them.
  if (rule === 'dashboard-filter-field-unknown') return '';
  const place = /^[a-zA-Z]+\[\d+\]\.?((?:[\w.-]|\[\d+\]|\["[^"]+"\])*)/.exec(where)?.[1] ?? '';
  return place.replaceAll(/\["?([^\]"]+)"?\]/g, '.$1').replace(/^\./, '');
}

/** Both name the same place, or one of them the place around it. */
function meet(theirs: string, ours: string): boolean {
  return theirs === '' || `${ours}.`.startsWith(`${theirs}.`) || `${theirs}.`.startsWith(`${ours}.`);
}

function isCovered(finding: Finding, problems: readonly Problem[], keys: Keys): boolean {
  const items = itemsOf(finding, keys);
  const names = new Set(quoted(finding.message));
  const path = pathOf(finding);
  return problems.some(
    (problem) =>
      problem.code.startsWith('REFERENCE') &&
      items.includes(problem.ref) &&
      meet(path, problem.path) &&
      quoted(problem.message).some((name) => names.has(name)),
  );
}

describe('ObjectStack and we', () => {
  test.each(stacks)('$name is sound', async ({ stack }) => {
    const problems = await problemsOf(stack);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each(stacks)(
    '$name: what ObjectStack finds dangling, we find',
    { timeout: 300_000 },
    async ({ stack }) => {
      const known = new Set(referenceFindings(stack).map(({ rule, message }) => rule + message));
      const missed: string[] = [];
      let findings = 0;
      for (const { name, apply } of chosen(mutationsOf(stack))) {
        const mutated = structuredClone(stack);
        apply(mutated);
        const fresh = referenceFindings(mutated).filter(({ rule, message }) => !known.has(rule + message));
        if (fresh.length === 0) continue;
        const problems = await problemsOf(mutated);
        const keys = await keysOf(mutated);
        findings += fresh.length;
        for (const finding of fresh) {
          if (!isCovered(finding, problems, keys))
            missed.push(`${name} → ${finding.rule} ${finding.where}: ${finding.message}`);
        }
      }
      expect(missed).toEqual([]);
      expect(findings).toBeGreaterThan(20);
    },
  );
});

/** Everything in the deep run, else 30 by the run's seed. */
function chosen(mutations: readonly Mutation[]): readonly Mutation[] {
  if (inject('deep')) return mutations;
  const [picked] = fc.sample(fc.shuffledSubarray([...mutations], { minLength: 30, maxLength: 30 }), {
    numRuns: 1,
    seed: inject('seed'),
  });
  return picked ?? [];
}
