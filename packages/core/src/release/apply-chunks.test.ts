import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../testkit/src/fixed-clock.ts';
import { memoryControlPlane } from '../../../testkit/src/memory/memory-control-plane.ts';
import type { Context } from '../context.ts';
import { LIMITS } from '../limits.ts';
import type { Chunk, ChunkWatch, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { applyChunks } from './apply-chunks.ts';
import type { RunProgress, RunRow } from './run.ts';

const scope: Scope = { orgId: 'org', principal: { kind: 'user', id: 'ada' } };
const step = {
  kind: 'drop_not_null',
  id: 'expand:drop_not_null:t.v',
  phase: 'expand',
  table: 't',
  column: 'v',
} as const;
const settled = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** One chunk of a run, and what another process reads of the run meanwhile. */
async function driven(
  chunk: Chunk,
  work: (watch: ChunkWatch, second: () => Promise<RunProgress | undefined>) => Promise<void>,
  told: Awaited<ReturnType<TargetDatabase['progress']>> = null,
) {
  const clock = fixedClock();
  const plane = memoryControlPlane();
  const run: RunRow = {
    ...{
      id: 'run',
      state: 'applying',
      fence: 1,
      frozen: null,
      nextChunk: 0,
      reversing: false,
      failure: null,
    },
    request: { kind: 'publish', environmentId: 'env', targets: [], force: false },
    ...{
      changeLogSeq: null,
      requestedBy: 'ada',
      requestedAt: clock.now(),
      updatedAt: clock.now(),
      finishedAt: null,
    },
  };
  await plane.runs.insert(scope, run);
  const lease = await plane.leases.acquire(scope, 'env', run.id, 'owner', LIMITS.lease_ttl_ms);
  const second = async () => {
    clock.advance(LIMITS.watch_ms);
    await settled();
    return (await plane.runs.get(scope, run.id))?.progress;
  };
  const target = {
    execute: (_: Chunk, __: unknown, ___: number, watch: ChunkWatch) => work(watch, second),
    progress: async () => told,
  } as unknown as TargetDatabase;
  await applyChunks({
    context: { plane, clock } as unknown as Context,
    ...{
      scope,
      run,
      lease,
      target,
      chunks: [chunk],
      before: new Map([
        [
          't',
          {
            name: 't',
            columns: [{ name: 'v', type: { kind: 'text' }, notNull: true, default: null, owner: 'p' }],
            indexes: [],
            owner: 'p',
          },
        ],
      ]),
      next: 0,
    },
    onTouch: () => {},
    runChange: () => ({ nextChunk: 1 }),
    onChunk: () => {},
  });
  return plane.runs.get(scope, run.id);
}

const chunk: Chunk = { no: 0, phase: 'expand', steps: [step], transactional: false };

describe('a run that is being driven', () => {
  it('tells other processes once a second how many rows its step has filled, until the step is done', async () => {
    const seen: (RunProgress | undefined)[] = [];
    const run = await driven({ ...chunk, batched: true }, async ({ onRows }, second) => {
      onRows({ stepId: 's', done: 0, total: 9_000 });
      seen.push(await second());
      onRows({ stepId: 's', done: 1_000, total: 9_000 });
      onRows({ stepId: 's', done: 1_100, total: 9_000 });
      seen.push(await second());
    });
    expect(seen[0]).toBeUndefined();
    expect(seen[1]).toMatchObject({ stepId: 's', unit: 'rows', done: 1_000, total: 9_000, perSecond: 1_000 });
    expect(run?.progress).toBeUndefined();
  });

  it('tells what the engine counts of a statement that it waits for', async () => {
    const seen: (RunProgress | undefined)[] = [];
    await driven(
      chunk,
      async (_, second) => {
        seen.push(await second(), await second());
      },
      { unit: 'blocks', done: 40, total: 100 },
    );
    expect(seen.at(-1)).toMatchObject({ stepId: step.id, unit: 'blocks', done: 40, total: 100 });
  });
});
