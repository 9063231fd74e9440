// K10, the everyday share: clocks that jump by an hour, and a process that is stopped for longer than its lease lasts.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { controlDump, differences, environmentDump } from './support/dump.ts';
import { expectEnds } from './support/every-fault.ts';
import { prepared } from './support/interrupt.ts';
import { jumpingClock } from './support/jumping-clock.ts';
import { describePlaces } from './support/places.ts';
import { pick, writesOf } from './support/sample.ts';
import { scenarioNamed, scenarios } from './support/scenarios.ts';
import { expectSleeperIsHarmless, LOCKS, restingPoints } from './support/sleeper.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { copyOf, environment, startProcess } from './support/world.ts';

const seed = inject('seed');
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describe('a clock that jumps by an hour (I-14, I-16)', () => {
  const chosen = inject('deep') ? scenarios : pick(scenarios, 4, seed + 10);
  it.each(chosen.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const from = await prepared(scenario);
    const world = await copyOf(from.template);
    const clock = jumpingClock(seed);
    const process = await startProcess(world, { clock });
    await scenario.act(process);
    await process.close();
    expect(differences(await environmentDump(world, environment), from.clean.environment)).toEqual([]);
    expect(differences(controlDump(world), from.clean.control)).toEqual([]);
    world.dispose();
    // Cut off in the middle, too: who resumes has another idea of the time.
    const points = writesOf(from.statements);
    const at = points[Math.floor(points.length / 2)]?.n ?? 1;
    const broken = await copyOf(from.template);
    const first = await startProcess(broken, { clock: jumpingClock(seed + 1), plan: { at, mode: 'before' } });
    await scenario.act(first).catch(() => undefined);
    expect(first.statements.fired).not.toBeNull();
    await first.close();
    await expectEnds(from, broken, false);
    broken.dispose();
    from.template.dispose();
    tally('K10 clock', { jumps: clock.jumps() });
  });
}, 120_000);

describePlaces('a process that slept past its lease (I-21, I-23, I-24)', (place) => {
  it.each(LOCKS.map((locks) => [locks.sessionLocks ?? true, locks] as const))(
    'session locks: %s',
    async (_held, locks) => {
      const from = await prepared(scenarioNamed('retype'), place.server(), locks);
      const points = pick(restingPoints(from), 1, seed);
      for (const at of points) await expectSleeperIsHarmless(from, child, at, { ...locks, wholeTtl: false });
      from.template.dispose();
      tally(`K10 sleeper · ${place.engine}`, { sleeps: points.length });
    },
    180_000,
  );
});
