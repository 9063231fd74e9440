// C4 whole: every order of the steps of two actors. ORDERINGS bounds it.
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { everyOrdering } from './orderings.ts';
import { openStage, PAIRS, type Stage, trialOf } from './orderings-of.ts';

const most = Number(process.env.ORDERINGS ?? 10_000);

describe.each(['memory', 'sqlite'] as const)(
  'every ordering in %s (I-06, I-08, I-11, I-16, I-21)',
  (store) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage(store);
    });
    afterAll(() => stage.dispose());

    it.each(PAIRS)('%s', async (pair) => {
      const { orderings, whole } = await everyOrdering(() => trialOf(stage, pair), {
        most,
        seed: inject('seed'),
      });
      tally(`C4 orderings · ${pair} · ${store}`, { orderings });
      note(`C4 orderings · ${pair} · ${store}`, { enumerated: Number(whole) });
    });
  },
  7_200_000,
);
