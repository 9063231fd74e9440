// A control plane restored from a backup older than a run, whose steps are in the database; and the reverse.
import { copyFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { interrupted, type Prepared, prepared } from './support/interrupt.ts';
import { serves } from './support/invariants.ts';
import { describePlaces } from './support/places.ts';
import { pick } from './support/sample.ts';
import { scenarioNamed } from './support/scenarios.ts';
import { environment, PACKAGE, scope, startProcess, type World } from './support/world.ts';

const seed = inject('seed');
const SCENARIOS = [
  'retype',
  'index',
  'a column required, empty rows filled',
  'a column split in two',
  'rename columns while both names are written',
];

/** Statements that end a unit of the environment's database, from the first change of tables on. */
function units({ statements }: Prepared): readonly number[] {
  const ddl = statements.find(({ marks }) => marks.includes('first_ddl'))?.n ?? 0;
  return statements.filter(({ n, marks }) => n > ddl && marks.includes('target_commit')).map(({ n }) => n);
}

/** As a backup from before the run has it. */
function restoreControl(from: Prepared, world: World): void {
  for (const end of ['', '-wal', '-shm'])
    try {
      copyFileSync(`${from.template.control()}${end}`, `${world.control()}${end}`);
    } catch (missing) {
      if (end === '') throw missing;
    }
}

describePlaces('a run that the control plane forgot (I-16, I-35)', (place) => {
  const some = place.engine === 'sqlite' ? SCENARIOS : pick(SCENARIOS, 2, seed);
  it.each(some)(
    '%s: told, taken back, and done again',
    async (name) => {
      const from = await prepared(scenarioNamed(name), place.server());
      const all = units(from);
      expect(all.length).toBeGreaterThan(0);
      for (const at of new Set([all[0], all[Math.floor(all.length / 2)], all.at(-2)])) {
        if (at === undefined) continue;
        const world = await interrupted(from, { at, mode: 'after' });
        restoreControl(from, world);
        const next = await startProcess(world, { owner: 'next', gone: ['first'] });
        await expect(from.scenario.act(next), `told at ${at}`).rejects.toMatchObject({
          code: 'SCHEMA_AHEAD',
          suggestion: expect.stringContaining('mda reconcile --env env --repair'),
        });
        const draft = await next.service.openDraft(scope, PACKAGE);
        expect(await next.service.diff(scope, draft, { targetEnv: environment })).toMatchObject({
          obstacles: [{ code: 'SCHEMA_AHEAD', suggestion: expect.stringContaining('--repair') }],
        });
        expect(await next.service.environment(scope, environment)).toHaveProperty('forgottenRun');
        const repaired = await next.service.reconcile(scope, {
          targetEnv: environment,
          mode: 'repair',
          force: true,
        });
        expect(repaired).toMatchObject({ drift: [], state: expect.stringMatching(/finished|committed/) });
        expect(await next.service.environment(scope, environment)).not.toHaveProperty('forgottenRun');
        expect(await serves(world, from.scenario.before)).toBe(true);
        await from.scenario.act(next);
        expect(await next.service.drift(scope, environment)).toEqual([]);
        await next.service.finalize(scope, { targetEnv: environment });
        expect(await next.service.drift(scope, environment)).toEqual([]);
        await next.close();
        world.dispose();
      }
      from.template.dispose();
    },
    120_000,
  );
});
