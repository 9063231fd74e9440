// K1 whole: every writing statement of every scenario × every mode, each resumed; and every kill point given up.
// On servers a seeded share of the statements. FAULT_SHARE=0.1 takes a tenth of all, for a bounded run.
import { inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { enumerate, everyFault } from './support/every-fault.ts';
import { describePlaces } from './support/places.ts';
import { sampleShare } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

/** After a statement is before the next one: only reads lie between. */
const FULL = { sqlite: 'SQLITE_FULL', postgres: '53100', mysql: '1114' } as const;
const ON_SERVERS = 0.2;

describePlaces('every statement of every scenario (I-09, I-14, I-15, I-16, I-17, I-18)', (place) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const every = everyFault(['before', 'unknown', { code: FULL[place.engine] }]);
      const share = place.engine === 'sqlite' ? 1 : ON_SERVERS;
      const { resumed, abandoned } = await enumerate(scenario, place.server(), {
        faults: (from) => sampleShare(every(from), share, inject('seed')),
      });
      tally(`K1 statement faults · ${place.engine}`, { faults: resumed + abandoned });
      note(`K1 statement faults · ${place.engine}`, { resumed, 'given up': abandoned });
    },
    1_800_000,
  );
});
