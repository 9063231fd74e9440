// What a half-done run must not allow.
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { controlDump, differences } from './support/dump.ts';
import { interrupted, type Prepared, prepared } from './support/interrupt.ts';
import { scenarios } from './support/scenarios.ts';
import { environment, PACKAGE, scope, startProcess, type World } from './support/world.ts';

async function scenario(name: string): Promise<Prepared> {
  const found = scenarios.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return prepared(found);
}

/** The world in which the first chunk is done and its run is not. */
async function halfDone(from: Prepared): Promise<World> {
  const ddl = from.statements.find(({ marks }) => marks.includes('first_ddl'));
  const commit = from.statements.find(({ marks, n }) => marks.includes('target_commit') && n > (ddl?.n ?? 0));
  return interrupted(from, { at: commit?.n as number, mode: 'after' });
}

describe('while a run is half done (I-16, I-18, I-24)', () => {
  it('no other run starts on that environment; the run is named, and can be resumed', async () => {
    const from = await scenario('rename a table and a column');
    const world = await halfDone(from);
    const next = await startProcess(world, { owner: 'next', gone: ['first'] });
    const [open] = (await next.service.runs(scope)).filter(({ state }) => state === 'applying');
    const attempts = [
      async () =>
        next.service.publish(scope, await next.service.openDraft(scope, PACKAGE), { targetEnv: environment }),
      () => next.service.purge(scope, { targetEnv: environment }),
      () => next.service.finalize(scope, { targetEnv: environment }),
    ];
    for (const attempt of attempts) {
      const error = await attempt().catch((cause: unknown) => cause);
      expect(isAuthoringError(error) && error.code).toBe('SCHEMA_AHEAD');
      expect(error).toMatchObject({
        details: { run: open?.id },
        suggestion: expect.stringContaining(String(open?.id)),
      });
    }
    expect((await next.service.driveRun(scope, open?.id as string)).state).toBe('committed');
    await next.close();
    expect(differences(controlDump(world), from.clean.control)).toEqual([]);
    world.dispose();
  });

  it('another process that still runs keeps its lease', async () => {
    const from = await scenario('add a column');
    const world = await halfDone(from);
    const next = await startProcess(world, { owner: 'next', gone: [] });
    const [open] = (await next.service.runs(scope)).filter(({ state }) => state === 'applying');
    for (const attempt of [next.service.driveRun, next.service.abandonRun]) {
      const error = await attempt
        .call(next.service, scope, open?.id as string)
        .catch((cause: unknown) => cause);
      expect(isAuthoringError(error) && error.code).toBe('ENVIRONMENT_LOCKED');
    }
    expect((await next.service.run(scope, open?.id as string)).run).toEqual(open);
    await next.close();
    world.dispose();
  });

  it('resume and abandon see a run as it is when the environment is theirs, not as it was when they were asked', async () => {
    const from = await scenario('add a column');
    const world = await halfDone(from);
    const [slow, quick] = [
      await startProcess(world, { owner: 'slow', gone: ['first'] }),
      await startProcess(world, { owner: 'quick', gone: ['first'] }),
    ];
    const [open] = (await slow.service.runs(scope)).filter(({ state }) => state === 'applying');
    const id = open?.id as string;
    const outcomes = await Promise.allSettled([
      quick.service.driveRun(scope, id),
      slow.service.abandonRun(scope, id),
      slow.service.driveRun(scope, id),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(['ENVIRONMENT_LOCKED', 'LEASE_LOST', 'RUN_STATE']).toContain(outcome.reason.code);
    const { run } = await quick.service.run(scope, id);
    const drift = await quick.service.drift(scope, environment);
    expect(['finished', 'abandoned']).toContain(run.state);
    expect(drift.filter(({ kind }) => kind !== 'extra')).toEqual([]);
    await slow.close();
    await quick.close();
    world.dispose();
  });
});
