/** Owns one real kill -9: a child that kills itself before the n-th statement, and another process that resumes at once. */
import { expect } from 'vitest';
import { controlDump, differences, environmentDump } from './dump.ts';
import { look, type Prepared } from './interrupt.ts';
import { pointerOf } from './invariants.ts';
import type { Child } from './start-child.ts';
import { copyOf, environment, type World, worldAt } from './world.ts';

/** @param holds what must hold of the world right after the kill, and in the end */
export async function expectSurvivesKill(
  from: Prepared,
  child: Child,
  n: number,
  holds: (world: World) => void = () => {},
): Promise<void> {
  const world = await copyOf(from.template);
  const { server } = world;
  const at = { folder: world.folder, ...(server && { server: { engine: server.engine, url: server.url } }) };
  try {
    const task = { do: 'scenario', name: from.scenario.name } as const;
    expect(await child.run({ ...at, plan: { at: n, mode: 'before' }, task })).toBeNull();
    await look(from, worldAt(world.folder, server));
    holds(world);
    // At once: the lease of the dead process would last for half a minute.
    const resumed = await child.run({ ...at, task: { do: 'resume' } });
    expect(resumed).toMatchObject({ done: true });
    // Killed before its run was recorded: there was nothing to resume, and it is asked for again. Killed after the swap: it is done.
    if (resumed?.done && resumed.result === 0 && pointerOf(world) === from.before)
      expect(await child.run({ ...at, task })).toMatchObject({ done: true });
    expect(differences(await environmentDump(world, environment), from.clean.environment)).toEqual([]);
    expect(differences(controlDump(world), from.clean.control)).toEqual([]);
    holds(world);
  } finally {
    world.dispose();
  }
}
