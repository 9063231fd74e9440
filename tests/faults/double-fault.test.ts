// K4, the everyday share: who resumes or gives up an interrupted run stops, too; a third process ends it.
import { inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { expectSurvivesTwice } from './support/double-fault.ts';
import { prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { scenarioNamed } from './support/scenarios.ts';

const seed = inject('seed');

describePlaces('a second fault (I-16, I-17)', (place) => {
  const cases = [
    ['rename a table and a column', false],
    ['retype', true],
    ['index', true],
    ['drop, purged in development', false],
  ] as const;
  it.each(place.engine === 'sqlite' ? cases : cases.slice(0, 1))(
    '%s, while giving up: %s',
    async (name, giveUp) => {
      const from = await prepared(scenarioNamed(name), place.server());
      const share = place.engine === 'sqlite' ? 0.04 : 0.01;
      const pairs = await expectSurvivesTwice(from, giveUp, { firsts: 2, share, seed });
      from.template.dispose();
      tally(`K4 double fault · ${place.engine}`, { pairs });
    },
    120_000,
  );
});
