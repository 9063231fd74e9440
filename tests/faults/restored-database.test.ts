// A database restored from a backup older than what the control plane did with it; forgotten-run.test.ts is the reverse.
import { copyFileSync, rmSync } from 'node:fs';
import { AuthoringError, isTerminal, type TargetDatabases } from '@objectstack/metadata-authoring';
import { expect, inject, it } from 'vitest';
import { app, edit, ROWS, stackOf } from './support/app.ts';
import { differences, environmentDump } from './support/dump.ts';
import { hookedTargets, onceAt } from './support/hooked-targets.ts';
import {
  expectAbandonable,
  expectResumable,
  interrupted,
  type Prepared,
  prepared,
} from './support/interrupt.ts';
import { describePlaces, type Place } from './support/places.ts';
import { raw } from './support/raw-database.ts';
import { pick } from './support/sample.ts';
import { importApp, publish, scenarioNamed } from './support/scenarios.ts';
import {
  copyOf,
  environment,
  PACKAGE,
  type Process,
  scope,
  startProcess,
  type World,
} from './support/world.ts';

const seed = inject('seed');
const SCENARIOS = [
  'retype',
  'add a column',
  'options renamed',
  'unique',
  'rename columns while both names are written',
];

/** As the backup from before the run has it; the control plane goes on from where it is. */
async function restoreDatabase(from: Prepared, world: World, place: Place): Promise<void> {
  const server = place.server();
  if (server) return server.restore();
  const file = world.database(environment);
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  copyFileSync(from.template.database(environment), file);
}

async function done(from: Prepared, place: Place): Promise<World> {
  const world = await copyOf(from.template);
  const first = await startProcess(world, { owner: 'first' });
  await from.scenario.act(first);
  await first.close();
  await restoreDatabase(from, world, place);
  return world;
}

const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });
const retyped = edit(wider, 'shop_customer', { score: { type: 'text', label: 'Score', maxLength: 30 } });

const cutBeforeSwitch = (targets: TargetDatabases) =>
  hookedTargets(
    targets,
    onceAt('before execute', 2, async () => {
      throw new AuthoringError('DATABASE_UNAVAILABLE', 'the database is gone', {});
    }),
  );

async function stageNote({ service }: Process): Promise<void> {
  const draft = await service.openDraft(scope, PACKAGE);
  const fields = { text: { type: 'textarea', label: 'Text' } };
  const item = { name: 'shop_note', label: 'Note', pluralLabel: 'Notes', fields };
  await service.stage(scope, { op: 'put', type: 'object', name: 'shop_note', item, draft });
}

async function rowsIn(world: World): Promise<number> {
  const [row] = await raw(world.urlOf(environment), ({ query }) =>
    query('SELECT count(*) AS n FROM shop_customer'),
  );
  return Number(row?.n);
}

const ENDS = ['resumed', 'given up'] as const;

const lastRun = async ({ service }: Process) => (await service.runs(scope))[0]?.id as string;

/** Whatever would start from the pointers. */
const attempts = ({ service }: Process): readonly (() => Promise<unknown>)[] => [
  async () => service.publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: environment }),
  async () => service.diff(scope, await service.openDraft(scope, PACKAGE), { targetEnv: environment }),
  () => service.rollback(scope, { targetEnv: environment, force: true }),
  () => service.finalize(scope, { targetEnv: environment }),
  () => service.purge(scope, { targetEnv: environment, force: true }),
];

describePlaces('a database that is older than its control plane (I-14, I-35)', (place) => {
  const isFile = place.engine === 'sqlite';
  const some = isFile || inject('deep') ? SCENARIOS : pick(SCENARIOS, 1, seed);
  it.each(some)(
    '%s: nothing runs on it, the run that it lacks is named, and a repair brings it to the live version',
    async (name) => {
      const from = await prepared(scenarioNamed(name), place.server());
      const world = await done(from, place);
      const next = await startProcess(world, { owner: 'next' });
      // Of a table that the run had nothing to do with, and which is as it should be.
      await stageNote(next);
      const lacks = await lastRun(next);
      const before = await environmentDump(world, environment);
      expect(await next.service.environment(scope, environment)).toMatchObject({ lackedRun: lacks });
      for (const attempt of attempts(next))
        await expect(attempt()).rejects.toMatchObject({
          code: 'SCHEMA_DRIFT',
          details: { lacks },
          suggestion: expect.stringContaining(`mda reconcile --env ${environment} --repair`),
        });
      expect(differences(await environmentDump(world, environment), before)).toEqual([]);
      const { service } = next;
      const repaired = await service.reconcile(scope, {
        targetEnv: environment,
        mode: 'repair',
        force: true,
      });
      expect(repaired).toMatchObject({ drift: [], state: 'finished' });
      expect(await service.environment(scope, environment)).not.toHaveProperty('lackedRun');
      expect(await rowsIn(world)).toBe(ROWS);
      await publish(next);
      await service.finalize(scope, { targetEnv: environment });
      await service.purge(scope, { targetEnv: environment, force: true });
      expect(await service.drift(scope, environment)).toEqual([]);
      expect((await service.environment(scope, environment)).held).toEqual([]);
      await next.close();
      world.dispose();
      from.template.dispose();
    },
    120_000,
  );

  it.each(isFile || inject('deep') ? ENDS : pick(ENDS, 1, seed + place.engine.length))(
    'a run that had stopped half way is %s from where the backup is',
    async (how) => {
      const from = await prepared(scenarioNamed('retype'), place.server());
      const commits = from.statements.filter(({ marks }) => marks.includes('target_commit'));
      const world = await interrupted(from, { at: commits.at(-1)?.n as number, mode: 'after' });
      await restoreDatabase(from, world, place);
      if (how === 'resumed') await expectResumable(from, world);
      else expect(await expectAbandonable(from, world)).toBe(true);
      world.dispose();
      from.template.dispose();
    },
    60_000,
  );

  it.runIf(isFile || inject('deep'))(
    'one that is from before the run before that one is not gone on with, and can be given up',
    async () => {
      const from = await prepared(scenarioNamed('add a column'), place.server());
      const world = await copyOf(from.template);
      const first = await startProcess(world, { owner: 'first' });
      await from.scenario.act(first);
      const lacks = await lastRun(first);
      await importApp(first, stackOf(retyped));
      await first.close();
      const second = await startProcess(world, { owner: 'second', wrap: cutBeforeSwitch });
      await expect(publish(second)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      const half = await lastRun(second);
      await second.close();
      await restoreDatabase(from, world, place);
      const before = await environmentDump(world, environment);
      const next = await startProcess(world, { owner: 'next', gone: ['first', 'second'] });
      await expect(next.service.driveRun(scope, half)).rejects.toMatchObject({
        code: 'SCHEMA_DRIFT',
        details: { lacks },
      });
      expect((await next.service.abandonRun(scope, half)).state).toBe('abandoned');
      expect(differences(await environmentDump(world, environment), before)).toEqual([]);
      expect(await next.service.environment(scope, environment)).toHaveProperty('lackedRun');
      await next.service.reconcile(scope, { targetEnv: environment, mode: 'repair', force: true });
      expect((await next.service.runs(scope)).filter(({ state }) => !isTerminal(state))).toEqual([]);
      await publish(next);
      expect(await next.service.drift(scope, environment)).toEqual([]);
      await next.close();
      world.dispose();
      from.template.dispose();
    },
    60_000,
  );
});
