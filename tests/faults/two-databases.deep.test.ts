// K5 whole: every gap between the two databases, in both directions, of every scenario. FAULT_SHARE bounds it.
import { inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { enumerate } from './support/every-fault.ts';
import { describePlaces } from './support/places.ts';
import { sampleShare } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';
import { gaps } from './support/two-databases.ts';

describePlaces('every gap between the two databases (I-14, I-15, I-16)', (place) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const { resumed, abandoned } = await enumerate(scenario, place.server(), {
        faults: (from) => sampleShare(gaps(from), 1, inject('seed')),
      });
      tally(`K5 two databases · ${place.engine}`, { gaps: resumed + abandoned });
    },
    1_800_000,
  );
});
