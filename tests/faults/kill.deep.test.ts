// K2 whole: a child kills itself with SIGKILL before every second writing statement of every scenario; on servers a tenth.
import { afterAll, beforeAll, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { enumerate } from './support/every-fault.ts';
import { expectSurvivesKill } from './support/kill-at.ts';
import { describePlaces } from './support/places.ts';
import { sampleShare, writesOf } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';

let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describePlaces('kill -9 of a child at every statement (I-14, I-16, I-24)', (place) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const share = place.engine === 'sqlite' ? 0.5 : 0.1;
      const { resumed } = await enumerate(scenario, place.server(), {
        faults: ({ statements }) =>
          sampleShare(writesOf(statements), share, inject('seed')).map((at) => ({
            at,
            mode: 'before',
            giveUp: false,
          })),
        async survives(from, { at }) {
          await expectSurvivesKill(from, child, at.n);
          return 'resumed';
        },
      });
      tally(`K2 kill -9 · ${place.engine}`, { kills: resumed });
    },
    1_800_000,
  );
});
