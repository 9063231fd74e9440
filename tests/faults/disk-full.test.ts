// K7, the everyday share: the engine says that its disk is full, and a file that really may not grow.
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { describe, expect, inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { expectSurvivesFull, fullAt } from './support/disk-full.ts';
import { enumerate, expectEnds } from './support/every-fault.ts';
import { withFullDisk } from './support/full-disk.ts';
import { look, prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { pick } from './support/sample.ts';
import { scenarioNamed, scenarios } from './support/scenarios.ts';
import { copyOf, startProcess } from './support/world.ts';

const seed = inject('seed');

describePlaces('a disk that is full at a statement (I-16, I-20)', (place) => {
  it.each(
    pick(scenarios, place.engine === 'sqlite' ? 4 : 1, seed + 7).map(
      (scenario) => [scenario.name, scenario] as const,
    ),
  )(
    '%s',
    async (_name, scenario) => {
      const { resumed, abandoned } = await enumerate(scenario, place.server(), {
        faults: (from) => pick(fullAt(place)(from), 4, seed),
        survives: expectSurvivesFull,
      });
      tally(`K7 disk full · ${place.engine}`, { refusals: resumed + abandoned });
    },
    120_000,
  );
});

describe('a SQLite file that may not grow (I-16, I-20)', () => {
  const names = inject('deep') ? scenarios.map(({ name }) => name) : ['create a table', 'index'];
  it.each(names)('%s', async (name) => {
    const from = await prepared(scenarioNamed(name));
    let full = 0;
    for (const spare of [0, 1, 2, 4]) {
      const world = await copyOf(from.template);
      const first = await startProcess(world, { owner: 'first', wrap: withFullDisk(world, spare) });
      const outcome = await from.scenario.act(first).catch((error: unknown) => error);
      await first.close();
      if (isAuthoringError(outcome)) {
        expect(outcome.code).toBe('DISK_FULL');
        full += 1;
      }
      await look(from, world);
      await expectEnds(from, world, spare % 2 === 1);
      world.dispose();
    }
    from.template.dispose();
    const count = inject('deep') ? note : tally;
    count('K7 disk full · sqlite file', { refusals: full });
  });
}, 60_000);
