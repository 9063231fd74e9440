// K1, the everyday share: a seeded sample of statements and modes per scenario; the deep suite takes every one.
import { expect, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { enumerate, type Fault } from './support/every-fault.ts';
import type { Prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { pick, sampled, writesOf } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

const FAULTS = 3;
const ON_SQLITE = 22;
const ON_SERVERS = 3;
const MODES = ['before', 'unknown', 'after'] as const;
const seed = inject('seed');

/** Of the points that have a name, with every mode in turn; the last is given up. */
function some({ statements }: Prepared): readonly Fault[] {
  const points = pick(sampled(writesOf(statements), 0, seed), FAULTS, seed);
  expect(points.length).toBeGreaterThan(0);
  return points.map((at, n) => ({ at, mode: MODES[n % MODES.length] ?? 'before', giveUp: n === FAULTS - 1 }));
}

describePlaces('a process that stops at a statement (I-09, I-14, I-15, I-16, I-17, I-18)', (place) => {
  const chosen = pick(scenarios, place.engine === 'sqlite' ? ON_SQLITE : ON_SERVERS, seed);
  it.each(chosen.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const { resumed, abandoned } = await enumerate(scenario, place.server(), { faults: some });
      tally(`K1 statement faults · ${place.engine}`, { faults: resumed + abandoned });
    },
    120_000,
  );
});
