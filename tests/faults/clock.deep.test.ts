// K10 whole: a process is stopped at every resting point of several scenarios, once for the whole length of a lease.
import { afterAll, beforeAll, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { sampleShare } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';
import { expectSleeperIsHarmless, LOCKS, restingPoints } from './support/sleeper.ts';
import { buildChild, type Child } from './support/start-child.ts';

let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describePlaces('a process that slept past its lease at any point (I-21, I-23, I-24)', (place) => {
  const cases = ['retype', 'index', 'rename a table and a column'].flatMap((name) =>
    LOCKS.map((locks) => [name, locks.sessionLocks ?? true, locks] as const),
  );
  it.each(cases)(
    '%s, session locks: %s',
    async (name, _held, locks) => {
      const from = await prepared(scenarioNamed(name), place.server(), locks);
      const points = sampleShare(restingPoints(from), 1, inject('seed'));
      for (const [nth, at] of points.entries())
        await expectSleeperIsHarmless(from, child, at, { ...locks, wholeTtl: nth === 0 });
      from.template.dispose();
      tally(`K10 sleeper · ${place.engine}`, { sleeps: points.length });
    },
    1_800_000,
  );
});
