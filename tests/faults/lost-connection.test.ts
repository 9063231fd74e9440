// K6, the everyday share: the connection is ended by the server, cut, hangs, or there is none left, at each phase of a run.
import { inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { prepared } from './support/interrupt.ts';
import { expectSurvivesLoss, INSTANTS, LOSSES } from './support/lost-connection.ts';
import { describeServerPlaces } from './support/places.ts';
import { pick } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';

const seed = inject('seed');

describeServerPlaces('a connection that is lost (I-14, I-16, I-24)', (place) => {
  it.each(LOSSES)(
    '%s',
    async (loss) => {
      const from = await prepared(scenarioNamed('retype'), place.server());
      let lost = 0;
      for (const instant of pick(INSTANTS, 2, seed + loss.length))
        if (await expectSurvivesLoss(from, place.server(), loss, instant, false)) lost += 1;
      from.template.dispose();
      tally(`K6 lost connection · ${place.engine}`, { lost });
    },
    120_000,
  );
});
