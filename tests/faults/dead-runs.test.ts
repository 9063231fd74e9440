// What becomes of runs whose process died before it touched anything, and what is told of those that did touch tables.
import { describe, expect, inject, it } from 'vitest';
import { interrupted, type Prepared, prepared } from './support/interrupt.ts';
import { sampled } from './support/sample.ts';
import { scenarios } from './support/scenarios.ts';
import { environment, PACKAGE, scope, startProcess } from './support/world.ts';

const BEGUN = ['leased', 'frozen', 'planned'];

async function scenario(name: string): Promise<Prepared> {
  const found = scenarios.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return prepared(found);
}

describe('a run whose process died before it touched anything (I-16, I-24)', () => {
  it('ends as failed_clean with the next run of the environment, at whatever statement it died', async () => {
    const from = await scenario('add a column');
    const ddl = from.statements.find(({ marks }) => marks.includes('first_ddl'))?.n as number;
    let left = 0;
    for (const { n } of sampled(from.statements.slice(0, ddl - 1), 5, inject('seed'))) {
      const world = await interrupted(from, { at: n, mode: 'after' });
      const next = await startProcess(world, { owner: 'next', gone: ['first'] });
      const dead = (await next.plane.runs.list(scope, { limit: 50 })).filter(({ state }) =>
        BEGUN.includes(state),
      );
      left += dead.length;
      const draft = await next.service.openDraft(scope, PACKAGE);
      const { openRuns } = await next.service.environment(scope, environment);
      if (openRuns.every((id) => dead.some((run) => run.id === id)))
        await next.service.publish(scope, draft, { targetEnv: environment });
      for (const { id } of dead) {
        const { run } = await next.service.run(scope, id);
        expect(run).toMatchObject({ state: 'failed_clean', failure: { code: 'LEASE_LOST' }, nextChunk: 0 });
        expect(run.finishedAt).not.toBeNull();
        expect(await next.service.driveRun(scope, id)).toEqual(run);
      }
      await next.close();
      world.dispose();
    }
    expect(left).toBeGreaterThan(0);
    from.template.dispose();
  }, 120_000);

  it('stays as it is while its process may still live, and stops that one where it woke up too late', async () => {
    const from = await scenario('add a column');
    const ddl = from.statements.find(({ marks }) => marks.includes('first_ddl'))?.n as number;
    for (let at = ddl - 1; at > 0; at -= 1) {
      const world = await interrupted(from, { at, mode: 'after' });
      const wary = await startProcess(world, { owner: 'wary', gone: [] });
      const [seen] = (await wary.service.runs(scope)).filter(({ state }) => BEGUN.includes(state));
      if (seen) {
        const publish = async ({ service }: typeof wary) =>
          service.publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: environment });
        await expect(publish(wary)).rejects.toMatchObject({ code: 'ENVIRONMENT_LOCKED' });
        expect(await wary.service.runs(scope)).toContainEqual(seen);
        const sure = await startProcess(world, { owner: 'sure', gone: ['first'] });
        expect((await publish(sure)).state).toBe('finished');
        expect((await sure.service.run(scope, seen.id)).run.state).toBe('failed_clean');
        expect((await sure.service.environment(scope, environment)).openRuns).toEqual([]);
        await expect(wary.plane.runs.save(scope, seen)).rejects.toMatchObject({ code: 'LEASE_LOST' });
        await sure.close();
      }
      await wary.close();
      world.dispose();
      if (seen) return from.template.dispose();
    }
    throw new Error('no statement left a run that was begun');
  }, 120_000);
});

describe('a run that stopped half way (I-18)', () => {
  it('is told of until it ends, and not while somebody drives it', async () => {
    const from = await scenario('rename a table and a column');
    const ddl = from.statements.find(({ marks }) => marks.includes('first_ddl'));
    const commit = from.statements.find(
      ({ marks, n }) => marks.includes('target_commit') && n > (ddl?.n ?? 0),
    );
    const world = await interrupted(from, { at: commit?.n as number, mode: 'after' });
    const beside = await startProcess(world, { owner: 'beside', gone: [] });
    expect(await beside.service.halfDoneRuns(scope)).toEqual([]);
    const next = await startProcess(world, { owner: 'next', gone: ['first'] });
    const [told] = await next.service.halfDoneRuns(scope);
    expect(told).toEqual({ run: expect.any(String), environment, state: 'applying', stopped: 'half_way' });
    expect((await next.service.environment(scope, environment)).schemaAhead).toEqual([told?.run]);
    await next.service.driveRun(scope, told?.run as string);
    expect(await next.service.halfDoneRuns(scope)).toEqual([]);
    await beside.close();
    await next.close();
    world.dispose();
  });
});
