// K5, the everyday share: between a write to one database and the next statement to the other, that one goes; then it is back.
import { inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { enumerate } from './support/every-fault.ts';
import { describePlaces } from './support/places.ts';
import { pick } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';
import { gaps } from './support/two-databases.ts';

const seed = inject('seed');

describePlaces('one of the two databases goes while the other one stays (I-14, I-15, I-16)', (place) => {
  it.each(
    pick(scenarios, place.engine === 'sqlite' ? 6 : 2, seed + 5).map(
      (scenario) => [scenario.name, scenario] as const,
    ),
  )(
    '%s',
    async (_name, scenario) => {
      const { resumed, abandoned } = await enumerate(scenario, place.server(), {
        faults: (from) => pick(gaps(from), place.engine === 'sqlite' ? 6 : 3, seed),
      });
      tally(`K5 two databases · ${place.engine}`, { gaps: resumed + abandoned });
    },
    120_000,
  );
});
