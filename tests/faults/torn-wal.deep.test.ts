// K9 whole: hundreds of tears over every scenario that changes tables. FAULT_SHARE bounds it.
import { describe, inject, it } from 'vitest';
import { note, tally } from '../support/tally.ts';
import { prepared } from './support/interrupt.ts';
import { sampleShare } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';
import { expectSurvivesTear } from './support/torn-wal.ts';

const TEARS = Array.from({ length: 30 }, (_, round) => round);

describe('a write-ahead log that is torn anywhere (I-01, I-14, I-16)', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const from = await prepared(scenario);
    const ends: Record<string, number> = {};
    const rounds = sampleShare(TEARS, 1, inject('seed'));
    for (const round of rounds)
      try {
        const end = await expectSurvivesTear(from, inject('seed') + round);
        ends[end] = (ends[end] ?? 0) + 1;
      } catch (error) {
        throw new Error(`SEED=${inject('seed')}: tear ${round}`, { cause: error });
      }
    from.template.dispose();
    tally('K9 torn WAL', { tears: rounds.length });
    note('K9 torn WAL', ends);
  });
}, 600_000);
