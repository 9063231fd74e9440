// K6 whole: every way to lose a connection at every instant, of several scenarios, resumed and given up.
import { inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { prepared } from './support/interrupt.ts';
import { expectSurvivesLoss, INSTANTS, LOSSES } from './support/lost-connection.ts';
import { describeServerPlaces } from './support/places.ts';
import { sampleShare } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';

const named = ['retype', 'rename a table and a column', 'crm 1.0.0 to 1.1.0 (staging)'];

describeServerPlaces('a connection that is lost at every instant (I-14, I-16, I-24)', (place) => {
  it.each(named)(
    '%s',
    async (name) => {
      const from = await prepared(scenarioNamed(name), place.server());
      const all = LOSSES.flatMap((loss) => INSTANTS.map((instant) => [loss, instant] as const));
      let lost = 0;
      for (const [at, [loss, instant]] of sampleShare(all, 1, inject('seed')).entries())
        try {
          if (await expectSurvivesLoss(from, place.server(), loss, instant, at % 2 === 1)) lost += 1;
        } catch (error) {
          throw new Error(`SEED=${inject('seed')}: ${loss}, ${instant}`, { cause: error });
        }
      from.template.dispose();
      tally(`K6 lost connection · ${place.engine}`, { lost });
    },
    1_800_000,
  );
});
