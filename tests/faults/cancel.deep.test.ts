// Whole: every instant of every chunk of what leaves nothing that is held, and every taking back cut off.
import { inject, it } from 'vitest';
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
import { sampleShare } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';

const NAMES = [
  'retype',
  'narrow',
  'index',
  'unique',
  'options renamed',
  'a column required',
  'rename columns while both names are written',
];

describePlaces('a run that is cancelled at every instant (I-16, I-18)', (place) => {
  it.each(NAMES)(
    '%s',
    async (name) => {
      const from = await prepared(scenarioNamed(name), place.server());
      const before = await dumpBefore(from);
      const chunks = await chunksOfClean(from);
      const all = chunks.flatMap((_, at) => CANCEL_INSTANTS.map((instant) => ({ nth: at + 1, at: instant })));
      const told = (cancel: unknown) => `SEED=${inject('seed')} ${JSON.stringify(cancel)}`;
      for (const cancel of sampleShare(all, 1, inject('seed')))
        await expectCancelled(from, before, cancel).catch((cause: unknown) => {
          throw new Error(told(cancel), { cause });
        });
      const ways = chunks.flatMap((_, at) =>
        (['resume', 'abandon'] as const).map((on) => [at + 1, on] as const),
      );
      for (const [nth, on] of sampleShare(ways, 1, inject('seed')))
        await expectCutCancel(from, before, { nth, at: 'after' }, on).catch((cause: unknown) => {
          throw new Error(told([nth, on]), { cause });
        });
      from.template.dispose();
      note(`cancelled · ${place.engine}`, { cancels: all.length + ways.length });
    },
    1_800_000,
  );

  it('between two batches of a fill', async () => {
    const from = await prepared(withManyRows(scenarioNamed('retype')), place.server());
    const nth = (await chunksOfClean(from)).findIndex(({ batched }) => batched) + 1;
    await expectCancelled(from, await dumpBefore(from), { nth, at: 'between' });
    from.template.dispose();
  }, 60_000);
});
