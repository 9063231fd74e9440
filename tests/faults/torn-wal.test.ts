// K9, the everyday share: the logs of both SQLite files are cut off or overwritten at random.
import { describe, inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { prepared } from './support/interrupt.ts';
import { scenarioNamed } from './support/scenarios.ts';
import { expectSurvivesTear } from './support/torn-wal.ts';

const TEARS = 12;

describe('a write-ahead log that is torn (I-01, I-14, I-16)', () => {
  it.each(['retype', 'rename a table and a column'])('%s', async (name) => {
    const from = await prepared(scenarioNamed(name));
    const ends: Record<string, number> = {};
    for (let round = 0; round < TEARS; round += 1) {
      const end = await expectSurvivesTear(from, inject('seed') + round);
      ends[end] = (ends[end] ?? 0) + 1;
    }
    from.template.dispose();
    tally('K9 torn WAL', { tears: TEARS, 'went on': TEARS - (ends.refused ?? 0) });
    note('K9 torn WAL', ends);
  });
}, 120_000);
