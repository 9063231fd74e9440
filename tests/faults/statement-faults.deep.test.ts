// K1 whole: every writing statement of every scenario × every mode, each resumed; and every kill point abandoned.
import type { FaultMode } from '@objectstack/metadata-authoring-testkit';
import { describe, expect, it } from 'vitest';
import { expectAbandonable, expectResumable, interrupted, look, prepared } from './support/interrupt.ts';
import { writesOf } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';

/** After a statement is before the next one: only reads lie between. */
const MODES: readonly (readonly [mode: FaultMode, giveUp: boolean])[] = [
  ['before', false],
  ['before', true],
  ['unknown', false],
  [{ code: 'SQLITE_FULL' }, false],
  [{ code: 'SQLITE_IOERR' }, false],
];

describe('every statement of every scenario (I-09, I-14, I-15, I-16, I-17, I-18)', () => {
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
      for (const [mode, give] of MODES) {
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
          const found = error instanceof Error && 'actual' in error ? JSON.stringify(error.actual) : '';
          failures.push(
            `${at}: ${error instanceof Error ? error.message : String(error)} ${found.slice(0, 1500)}`,
          );
        } finally {
          world.dispose();
        }
      }
    }
    from.template.dispose();
    process.stdout.write(
      `K1 ${name}: ${from.statements.length} statements, ${resumed} faults resumed, ${abandoned} given up, ${failures.length} failures\n`,
    );
    expect(failures).toEqual([]);
    expect(resumed).toBeGreaterThan(0);
  });
}, 900_000);
