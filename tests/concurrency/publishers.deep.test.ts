// C1 whole: rounds of 2, 4 and 16 publishers in one process, of 4 processes, and of two environments, on every engine.
import { afterAll, beforeAll, inject, it } from 'vitest';
import { describePlaces } from '../faults/support/places.ts';
import { buildChild, type Child } from '../faults/support/start-child.ts';
import { tally } from '../support/tally.ts';
import { roundInProcess, roundOfEnvironments, roundOfProcesses } from './publisher-rounds.ts';

const ROUNDS = Math.max(1, Math.round((inject('deep') ? 50 : 1) * Number(process.env.FAULT_SHARE ?? 1)));
let child: Child;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.dispose());

describePlaces('rounds of publishers (I-11, I-21, I-22, I-48)', (place) => {
  it.each([2, 4, 16])(
    '%i in one process',
    async (count) => {
      for (let round = 0; round < ROUNDS; round += 1) await roundInProcess(place.server(), count);
      tally(`C1 publishers · ${place.engine}`, { rounds: ROUNDS });
    },
    1_800_000,
  );

  it('4 processes', async () => {
    for (let round = 0; round < ROUNDS; round += 1) await roundOfProcesses(place.server(), child, 4);
    tally(`C1 publishers · ${place.engine}`, { rounds: ROUNDS });
  }, 1_800_000);

  it('different environments', async () => {
    for (let round = 0; round < ROUNDS; round += 1) await roundOfEnvironments(place.server());
    tally(`C1 publishers · ${place.engine}`, { rounds: ROUNDS });
  }, 1_800_000);
});
