// K3 whole: kill -9 of the client while the server fills, checks, builds or copies a big table; another one starts at once.
import { afterAll, beforeAll, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { describeServerPlaces } from './support/places.ts';
import { scenarioNamed } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { expectSurvivesZombie } from './support/zombie.ts';

const named = [
  'index',
  'unique',
  'a column required',
  'a column required, empty rows filled',
  'retype',
  'narrow',
];
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describeServerPlaces('every statement that outlives its client (I-16, I-17, I-24)', (place) => {
  it.each(named)(
    '%s',
    async (name) => {
      const { outlived, waits } = await expectSurvivesZombie(scenarioNamed(name), place.server(), child);
      tally(`K3 zombie DDL · ${place.engine}`, { kills: 1 });
      note(`K3 zombie DDL · ${place.engine}`, { zombies: Number(outlived), waits });
    },
    900_000,
  );
});
