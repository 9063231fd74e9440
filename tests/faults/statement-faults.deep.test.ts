// K1 whole: every writing statement of every scenario × every mode, each resumed; and every kill point abandoned.
import type { FaultMode } from '@objectstack/metadata-authoring-testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { expectAbandonable, expectResumable, interrupted, look, prepared } from './support/interrupt.ts';
import { writesOf } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

const MODES: readonly FaultMode[] = [
  'before',
  'after',
  'unknown',
  { code: 'SQLITE_FULL' },
  { code: 'SQLITE_IOERR' },
];
const counts: string[] = [];

describe('every statement of every scenario', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (name, scenario) => {
    const only = process.env.FAULT_AT?.split(',').map(Number);
    const from = await prepared(scenario);
    const met = new Set(from.statements.flatMap(({ marks }) => marks));
    expect(scenario.marks.filter((mark) => !met.has(mark))).toEqual([]);
    const failures: string[] = [];
    let resumed = 0;
    let abandoned = 0;
    for (const { n, sql, database } of writesOf(from.statements)) {
      if (only && !only.includes(n)) continue;
      for (const mode of MODES)
        for (const give of [false, true]) {
          if (give && mode !== 'after') continue;
          const world = await interrupted(from, { at: n, mode });
          try {
            await look(from, world);
            if (!give) {
              await expectResumable(from, world);
              resumed += 1;
            } else if (await expectAbandonable(from, world)) abandoned += 1;
            else await expectResumable(from, world);
          } catch (error) {
            const at = `${give ? 'abandon ' : ''}${JSON.stringify(mode)} ${n} ${database} ${sql.slice(0, 50).replace(/\s+/g, ' ')}`;
            failures.push(`${at}: ${error instanceof Error ? (process.env.FAULT_AT ? error.stack : error.message.slice(0, 900)) : String(error)}`);
          } finally {
            world.dispose();
          }
        }
    }
    from.template.dispose();
    counts.push(`${name}: ${from.statements.length} statements, ${resumed} faults resumed, ${abandoned} given up, ${failures.length} failures`);
    expect(failures).toEqual([]);
    expect(resumed).toBeGreaterThan(0);
  });
  afterAll(() => void process.stdout.write(`${counts.join('\n')}\n`));
}, 900_000);
