// C4, the everyday share: two actors in every order of their steps where these are few, else in drawn ones.
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { everyOrdering } from './orderings.ts';
import { openStage, PAIRS, type Stage, trialOf } from './orderings-of.ts';

const MOST = { memory: 40, sqlite: 15 } as const;

describe.each(['memory', 'sqlite'] as const)(
  'orderings in %s (I-06, I-08, I-11, I-16, I-21)',
  (store) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage(store);
    });
    afterAll(() => stage.dispose());

    it.each(PAIRS)('%s', async (pair) => {
      const { orderings } = await everyOrdering(() => trialOf(stage, pair), {
        most: MOST[store],
        seed: inject('seed'),
      });
      tally(`C4 orderings · ${pair} · ${store}`, { orderings });
    });
  },
  120_000,
);
