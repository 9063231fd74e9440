// K7 whole: every statement of every scenario is refused because the disk is full; on servers a share of them.
import { inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { expectSurvivesFull, fullAt } from './support/disk-full.ts';
import { enumerate } from './support/every-fault.ts';
import { describePlaces } from './support/places.ts';
import { sampleShare } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

describePlaces('a disk that is full at every statement (I-16, I-20)', (place) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const share = place.engine === 'sqlite' ? 1 : 0.15;
      const { resumed, abandoned } = await enumerate(scenario, place.server(), {
        faults: (from) => sampleShare(fullAt(place)(from), share, inject('seed')),
        survives: expectSurvivesFull,
      });
      tally(`K7 disk full · ${place.engine}`, { refusals: resumed + abandoned });
    },
    1_800_000,
  );
});
