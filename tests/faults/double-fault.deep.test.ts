// K4 whole: for every scenario, faults at every statement of the path that resumes or gives up. FAULT_SHARE bounds it.
import { inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { expectSurvivesTwice } from './support/double-fault.ts';
import { prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { scenarios } from './support/scenarios.ts';

describePlaces('a second fault at every statement (I-16, I-17)', (place) => {
  const both = scenarios.flatMap((scenario) =>
    [false, true].map((giveUp) => [scenario.name, giveUp, scenario] as const),
  );
  it.each(both)(
    '%s, while giving up: %s',
    async (_name, giveUp, scenario) => {
      const from = await prepared(scenario, place.server());
      const share = place.engine === 'sqlite' ? 1 : 0.05;
      const pairs = await expectSurvivesTwice(from, giveUp, { firsts: 4, share, seed: inject('seed') });
      from.template.dispose();
      const count = giveUp ? note : tally;
      count(`K4 double fault · ${place.engine}`, { pairs });
    },
    3_600_000,
  );
});
