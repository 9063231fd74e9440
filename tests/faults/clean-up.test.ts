// What a publish to a development environment promised is done by whoever goes on with it, wherever it was cut.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tally } from '../support/tally.ts';
import { stackOf } from './support/app.ts';
import { differences, environmentDump } from './support/dump.ts';
import { enumerate } from './support/every-fault.ts';
import { interrupted, type Prepared, prepared } from './support/interrupt.ts';
import { expectSurvivesKill } from './support/kill-at.ts';
import { describeServerPlaces } from './support/places.ts';
import { pick, writesOf } from './support/sample.ts';
import { importApp, scenarioNamed } from './support/scenarios.ts';
import { buildChild, type Child } from './support/start-child.ts';
import { environment, PACKAGE, scope, startProcess } from './support/world.ts';

const seed = inject('seed');
const scenario = scenarioNamed('drop, purged in development');

/** The statement that commits the publish. */
function commitOf({ statements }: Pick<Prepared, 'statements'>): number {
  const moved = statements.findIndex(({ marks }) => marks.includes('pointer_moved'));
  const commit = statements.slice(moved).find(({ marks }) => marks.includes('control_commit'));
  if (moved < 0 || !commit) throw new Error('the publish was not committed');
  return commit.n;
}

/** After it the clean-up is all that is left. */
function afterCommit(from: Pick<Prepared, 'statements'>) {
  const commit = commitOf(from);
  return writesOf(from.statements.filter(({ n }) => n > commit));
}

describe('the clean-up after a publish (I-16)', () => {
  let from: Prepared;
  let child: Child;
  beforeAll(async () => {
    from = await prepared(scenario);
    child = await buildChild();
  });
  afterAll(() => {
    from.template.dispose();
    child.dispose();
  });

  it('is gone on with after kill -9, wherever it was cut', async () => {
    const points = pick(afterCommit(from), 3, seed);
    for (const { n } of points) await expectSurvivesKill(from, child, n);
    tally('K2 kill -9 · clean-up', { kills: points.length });
  }, 120_000);

  it('is told of until somebody goes on with it, and the next publish does', async () => {
    const [first] = afterCommit(from);
    const world = await interrupted(from, { at: first?.n as number, mode: 'before' });
    const next = await startProcess(world, { owner: 'next', gone: ['first'] });
    const [told] = await next.service.halfDoneRuns(scope);
    expect(told).toMatchObject({ environment, state: 'committed', stopped: 'before_clean_up' });
    expect((await next.service.environment(scope, environment)).schemaAhead).toEqual([]);
    await importApp(
      next,
      stackOf({ ...scenario.before, shop_extra: { fields: { a: { type: 'text', label: 'A' } } } }),
    );
    const draft = await next.service.openDraft(scope, PACKAGE);
    await next.service.publish(scope, draft, { targetEnv: environment });
    const { held, pendingContract } = await next.service.environment(scope, environment);
    expect({ held, pendingContract }).toEqual({ held: [], pendingContract: 0 });
    expect(await next.service.halfDoneRuns(scope)).toEqual([]);
    await next.close();
    world.dispose();
  }, 60_000);

  it('keeps what was asked to be kept, also when another process goes on', async () => {
    const keeping: Prepared['scenario'] = {
      ...scenario,
      async act({ service }) {
        const draft = await service.openDraft(scope, PACKAGE);
        await service.publish(scope, draft, { targetEnv: environment, keep: true });
      },
    };
    const kept = await prepared(keeping);
    const world = await interrupted(kept, { at: commitOf(kept), mode: 'before' });
    const next = await startProcess(world, { owner: 'next', gone: ['first'] });
    const open = (await next.service.runs(scope)).filter(({ state }) => state !== 'finished');
    for (const { id } of open) await next.service.driveRun(scope, id);
    const detail = await next.service.environment(scope, environment);
    expect(detail.pendingContract).toBeGreaterThan(0);
    expect(await next.service.halfDoneRuns(scope)).toEqual([]);
    await next.service.finalize(scope, { targetEnv: environment });
    expect(await next.service.halfDoneRuns(scope)).toEqual([]);
    expect((await next.service.environment(scope, environment)).held).not.toEqual([]);
    await next.close();
    world.dispose();
    kept.template.dispose();
  }, 60_000);

  it('follows a version that was held and is activated', async () => {
    const { template } = await prepared(scenario);
    const process = await startProcess(template, { owner: 'next' });
    const draft = await process.service.openDraft(scope, PACKAGE);
    await process.service.publish(scope, draft, { targetEnv: environment, hold: true });
    const { followUps } = await process.service.activate(scope, { targetEnv: environment });
    expect(followUps.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'finalize finished',
      'purge finished',
    ]);
    await process.close();
    expect(differences(await environmentDump(template, environment), from.clean.environment)).toEqual([]);
    template.dispose();
  }, 60_000);
});

describeServerPlaces('the clean-up after a publish (I-16)', (place) => {
  it('is gone on with by another process, wherever it was cut', async () => {
    const ends = await enumerate(scenario, place.server(), {
      faults: (from) =>
        pick(afterCommit(from), 4, seed).map((at, no) => ({
          at,
          mode: no % 2 === 0 ? 'before' : 'after',
          giveUp: false,
        })),
    });
    tally(`K1 clean-up · ${place.engine}`, { cut: ends.resumed });
  }, 120_000);
});
