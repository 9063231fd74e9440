// K2, the everyday share: a real process kills itself with SIGKILL; another real process resumes right away.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { controlDump, differences, environmentDump } from './support/dump.ts';
import { look, prepared } from './support/interrupt.ts';
import { random, sampled, writesOf } from './support/sample.ts';
import { environment, scenarios } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { copyOf } from './support/world.ts';

const chosen = ['rename a table and a column', 'crm 1.0.0 to 1.1.0 (staging)'];
const PER_SCENARIO = 2;
const seed = inject('seed');
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describe('kill -9 (I-14, I-16, I-24)', () => {
  it.each(chosen)('%s', async (name) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (!scenario) throw new Error(name);
    const from = await prepared(scenario);
    const draw = random(seed);
    const points = [...sampled(writesOf(from.statements), 0, seed)]
      .sort(() => draw() - 0.5)
      .slice(0, PER_SCENARIO);
    for (const { n, sql } of points) {
      const world = copyOf(from.template);
      const task = { do: 'scenario', name } as const;
      expect(await child.run({ folder: world.folder, plan: { at: n, mode: 'before' }, task })).toBeNull();
      await look(from, world);
      // At once: the lease of the dead process would last for half a minute.
      const resumed = await child.run({ folder: world.folder, task: { do: 'resume' } });
      expect(resumed, `${n} ${sql.slice(0, 60)}`).toMatchObject({ done: true });
      // Killed before its run was recorded: there was nothing to resume, and it is asked for again.
      if (resumed?.done && resumed.result === 0)
        expect(await child.run({ folder: world.folder, task })).toMatchObject({ done: true });
      expect(differences(environmentDump(world, environment), from.clean.environment)).toEqual([]);
      expect(differences(controlDump(world), from.clean.control)).toEqual([]);
      world.dispose();
    }
    from.template.dispose();
  });
}, 120_000);
