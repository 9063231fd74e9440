// K8 whole: a session that reads, or owns, the tables at every chunk of every scenario that runs one.
import { inject, it } from 'vitest';
import { note } from '../support/tally.ts';
import { chunksOf, expectSurvivesLock } from './support/held-lock.ts';
import { prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { sampleShare } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

/** What they lock are the tables of the small app. */
const chosen = scenarios.filter(
  ({ packageId, name }) => packageId === 'com.acme.shop' && !name.startsWith('drop'),
);

describePlaces('a lock that somebody else holds at every chunk (I-16, I-19)', (place) => {
  it.each(chosen.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const from = await prepared(scenario, place.server());
      const chunks = await chunksOf(from);
      const all = Array.from({ length: chunks }, (_, n) => n + 1).flatMap((nth) =>
        (['owner', 'reader'] as const).map((kind) => [nth, kind] as const),
      );
      let timeouts = 0;
      for (const [nth, kind] of chunks > 0 ? sampleShare(all, 1, inject('seed')) : [])
        try {
          if ((await expectSurvivesLock(from, nth, kind)).timedOut) timeouts += 1;
        } catch (error) {
          throw new Error(`SEED=${inject('seed')}: chunk ${nth}, ${kind}`, { cause: error });
        }
      from.template.dispose();
      note(`K8 lock timeout · ${place.engine}`, { holders: all.length, timeouts });
    },
    1_800_000,
  );
});
