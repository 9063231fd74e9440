// K3, the everyday share: kill -9 of the client while the server builds an index over many rows; another one starts at once.
import { afterAll, beforeAll, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { describeServerPlaces } from './support/places.ts';
import { scenarioNamed } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { expectSurvivesZombie } from './support/zombie.ts';

let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describeServerPlaces('a statement that outlives its client (I-16, I-17, I-24)', (place) => {
  it('an index over many rows', async () => {
    let [zombies, waits] = [0, 0];
    // The statement may have ended in the moment in which its client was killed.
    for (let attempt = 0; attempt < 8 && zombies === 0; attempt += 1) {
      const met = await expectSurvivesZombie(
        scenarioNamed('index'),
        place.server(),
        child,
        /create index|add index|add key/i,
      );
      zombies += Number(met.outlived);
      waits += met.waits;
    }
    tally(`K3 zombie DDL · ${place.engine}`, { zombies });
    note(`K3 zombie DDL · ${place.engine}`, { waits });
  }, 240_000);
});
