// K2 whole: a child kills itself with SIGKILL before every second writing statement of every scenario.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownerIsGone, ownerOf, processFacts } from '../../packages/cli/src/workspace/process-owner.ts';
import { controlDump, differences, environmentDump } from './support/dump.ts';
import { look, prepared, recover } from './support/interrupt.ts';
import { writesOf } from './support/sample.ts';
import { environment, scenarios } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { copyOf, startProcess } from './support/world.ts';

const EVERY = 2;
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describe('kill -9 of a child (I-14, I-16, I-24)', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (name, scenario) => {
    const from = await prepared(scenario);
    const points = writesOf(from.statements).filter((_, at) => at % EVERY === 0);
    const failures: string[] = [];
    for (const { n, sql } of points) {
      const world = copyOf(from.template);
      try {
        const task = { do: 'scenario', name } as const;
        expect(await child.run({ folder: world.folder, plan: { at: n, mode: 'before' }, task })).toBeNull();
        await look(from, world);
        const next = await startProcess(world, { owner: ownerOf(processFacts()), ownerIsGone });
        await recover(from, next);
        await next.close();
        expect(differences(environmentDump(world, environment), from.clean.environment)).toEqual([]);
        expect(differences(controlDump(world), from.clean.control)).toEqual([]);
      } catch (error) {
        failures.push(`${n} ${sql.slice(0, 60)}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        world.dispose();
      }
    }
    from.template.dispose();
    process.stdout.write(`K2 ${name}: ${points.length} kills, ${failures.length} failures\n`);
    expect(points.length).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });
}, 1_800_000);
