// The everyday share: somebody cancels a run at an instant of one of its chunks, and the taking back may be cut off too.
import type { Step } from '@objectstack/metadata-authoring';
import { expect, inject, it } from 'vitest';
import { note } from '../support/tally.ts';
import {
  CANCEL_INSTANTS,
  chunksOfClean,
  dumpBefore,
  expectCancelled,
  expectCutCancel,
  withManyRows,
} from './support/cancelled.ts';
import { prepared } from './support/interrupt.ts';
import { describePlaces } from './support/places.ts';
import { pick } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';

const seed = inject('seed');

describePlaces('a run that is cancelled (I-16, I-18)', (place) => {
  const isFile = place.engine === 'sqlite';

  it('while it fills rows, checks them, and at its switch: all is as it was, and can be done again', async () => {
    const from = await prepared(scenarioNamed('retype'), place.server());
    const before = await dumpBefore(from);
    const chunks = await chunksOfClean(from);
    const nth = (kind: Step['kind']) =>
      chunks.findIndex(({ steps }) => steps.some((step) => step.kind === kind)) + 1;
    const at = { fill: nth('backfill'), check: nth('check_shadow'), switch: nth('swap_column') };
    expect(Math.min(...Object.values(at))).toBeGreaterThan(0);
    const instants = Object.values(at).flatMap((chunk) =>
      CANCEL_INSTANTS.map((instant) => ({ nth: chunk, at: instant })),
    );
    const chosen = pick(instants, isFile ? instants.length : 1, seed);
    for (const cancel of chosen) await expectCancelled(from, before, cancel);
    const cuts = [
      [chunks.length, 'resume'],
      [at.check, 'abandon'],
    ] as const;
    for (const [chunk, on] of pick(cuts, isFile ? 2 : 1, seed))
      await expectCutCancel(from, before, { nth: chunk, at: 'after' }, on);
    from.template.dispose();
    note(`cancelled · ${place.engine}`, { cancels: chosen.length + (isFile ? 2 : 1) });
  }, 60_000);

  it.runIf(isFile)(
    'between two batches of a fill',
    async () => {
      const from = await prepared(withManyRows(scenarioNamed('retype')), place.server());
      const nth = (await chunksOfClean(from)).findIndex(({ batched }) => batched) + 1;
      await expectCancelled(from, await dumpBefore(from), { nth, at: 'between' });
      from.template.dispose();
    },
    60_000,
  );

  it('while an index is built', async () => {
    const from = await prepared(scenarioNamed('index'), place.server());
    await expectCancelled(from, await dumpBefore(from), { nth: 1, at: 'within' });
    from.template.dispose();
  }, 60_000);
});
