// K8, the everyday share: somebody else holds the tables while a chunk runs; a third session reads on.
import { expect, inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { chunksOf, expectSurvivesLock } from './support/held-lock.ts';
import { prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { pick } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';

const seed = inject('seed');

describePlaces('a lock that somebody else holds (I-16, I-19)', (place) => {
  it.each(['owner', 'reader'] as const)(
    'the other session is: %s',
    async (kind) => {
      const from = await prepared(scenarioNamed('retype'), place.server());
      const chunks = await chunksOf(from);
      expect(chunks).toBeGreaterThan(0);
      const numbers = Array.from({ length: chunks }, (_, n) => n + 1);
      const held = [];
      for (const nth of pick(numbers, 2, seed)) held.push(await expectSurvivesLock(from, nth, kind));
      from.template.dispose();
      if (kind === 'owner')
        tally(`K8 lock timeout · ${place.engine}`, { timeouts: held.filter((one) => one.timedOut).length });
      note(`K8 lock timeout · ${place.engine}`, { holders: held.length });
    },
    120_000,
  );
});
