// K1, the everyday share: a seeded sample of statements and modes per scenario; the deep suite takes every one.
import { describe, expect, inject, it } from 'vitest';
import { expectAbandonable, expectResumable, interrupted, look, prepared } from './support/interrupt.ts';
import { random, sampled, writesOf } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

const PER_SCENARIO = 3;
const seed = inject('seed');

describe('a process that stops at a statement (I-09, I-14, I-15, I-16, I-17, I-18)', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const from = await prepared(scenario);
    const points = writesOf(from.statements);
    expect(points.length).toBeGreaterThan(0);
    const met = new Set(from.statements.flatMap(({ marks }) => marks));
    expect(scenario.marks.filter((mark) => !met.has(mark))).toEqual([]);
    const chosen = sampled(points, 0, seed);
    const draw = random(seed);
    const some = [...chosen].sort(() => draw() - 0.5).slice(0, PER_SCENARIO);
    for (const [at, { n, sql }] of some.entries()) {
      const mode = at % 2 === 0 ? 'before' : 'after';
      const world = await interrupted(from, { at: n, mode });
      try {
        await look(from, world);
        const abandon = at % 3 === 2 && (await expectAbandonable(from, world));
        if (!abandon) await expectResumable(from, world);
      } catch (error) {
        throw new Error(`${mode} statement ${n} (${sql.slice(0, 60)})`, { cause: error });
      } finally {
        world.dispose();
      }
    }
    from.template.dispose();
  });
}, 60_000);
