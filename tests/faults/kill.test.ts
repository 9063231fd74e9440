// K2, the everyday share: a real process kills itself with SIGKILL; another real process resumes right away.
import { afterAll, beforeAll, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { prepared } from './support/interrupt.ts';
import { expectSurvivesKill } from './support/kill-at.ts';
import { describePlaces } from './support/places.ts';
import { pick, sampled, writesOf } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';

const seed = inject('seed');
const named = [
  'rename a table and a column',
  'crm 1.0.0 to 1.1.0 (staging)',
  'retype',
  'rename columns while both names are written',
  'a train of two packages',
  'uninstall',
];
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describePlaces('kill -9 (I-14, I-16, I-24)', (place) => {
  const chosen = scenarios.filter(({ name }) => named.includes(name));
  const some = pick(chosen, place.engine === 'sqlite' ? 3 : 1, seed);
  it.each(some.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const from = await prepared(scenario, place.server());
      const points = pick(sampled(writesOf(from.statements), 0, seed), 2, seed);
      for (const { n } of points) await expectSurvivesKill(from, child, n);
      from.template.dispose();
      tally(`K2 kill -9 · ${place.engine}`, { kills: points.length });
    },
    120_000,
  );
});
