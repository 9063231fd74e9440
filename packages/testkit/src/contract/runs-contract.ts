/** Owns what RunJournalPort promises. */
import type { ChunkRow, RunProgress, RunRow, RunState } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { at, atSecond, type Given, newId, newScope } from './given.ts';

function aRun(environmentId: string, second = 0, state: RunState = 'requested'): RunRow {
  return {
    id: newId(),
    request: {
      kind: 'publish',
      environmentId,
      targets: [{ packageId: newId(), from: null, to: newId() }],
      force: false,
      notes: 'né',
    },
    state,
    fence: 0,
    frozen: null,
    nextChunk: 0,
    reversing: false,
    failure: null,
    changeLogSeq: null,
    requestedBy: 'ada',
    requestedAt: atSecond(second),
    updatedAt: atSecond(second),
    finishedAt: null,
  };
}

function aChunk(runId: string, no: number, fields: Partial<ChunkRow> = {}): ChunkRow {
  return {
    runId,
    no,
    phase: 'expand',
    stepIds: ['expand:create_table:a', 'expand:add_column:b.c'],
    state: 'intent',
    fence: 1,
    startedAt: at,
    finishedAt: null,
    error: null,
    ...fields,
  };
}

export function runsContract(given: () => Given): void {
  it('keeps a run as given, and as saved', async () => {
    const { runs } = given().plane;
    const scope = newScope();
    const run = aRun(newId());
    await runs.insert(scope, run);
    expect(await runs.get(scope, run.id)).toEqual(run);
    const saved: RunRow = {
      ...run,
      state: 'schema_ahead',
      fence: 3,
      nextChunk: 2,
      reversing: true,
      failure: { code: 'LOCK_TIMEOUT', message: 'busy', stepId: 's', details: { table: 'a' } },
      changeLogSeq: 42,
      updatedAt: atSecond(5),
      finishedAt: atSecond(6),
    };
    await runs.save(scope, saved);
    expect(await runs.get(scope, run.id)).toEqual(saved);
    await runs.save(scope, { ...run, fence: 3 });
    expect(await runs.get(scope, run.id)).toEqual({ ...run, fence: 3 });
  });

  it('says how far a run is until it is saved, and not under a fence that is not its own any more', async () => {
    const { runs } = given().plane;
    const scope = newScope();
    const run = { ...aRun(newId(), 0, 'applying'), fence: 2 };
    await runs.insert(scope, run);
    const progress: RunProgress = {
      ...{ stepId: 's', unit: 'rows', done: 1_000, total: 9_000, perSecond: 500, secondsLeft: 16 },
      at: atSecond(1),
    };
    await runs.setProgress(scope, run.id, 2, progress);
    await runs.setProgress(scope, run.id, 1, { ...progress, done: 1 });
    await runs.setProgress(newScope(), run.id, 2, { ...progress, done: 2 });
    expect(await runs.get(scope, run.id)).toEqual({ ...run, progress });
    expect(await runs.list(scope, { limit: 1 })).toEqual([{ ...run, progress }]);
    const read = await runs.get(scope, run.id);
    await runs.save(scope, { ...(read ?? run), nextChunk: 1 });
    expect(await runs.get(scope, run.id)).toEqual({ ...run, nextChunk: 1 });
  });

  function frozenAs(planHash: string): NonNullable<RunRow['frozen']> {
    return { contents: [], steps: [], planHash, destructive: false, baseFingerprint: 'b'.repeat(64) };
  }

  it('keeps what was frozen, also when it is frozen anew', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const run = aRun(newId());
    await plane.runs.insert(scope, run);
    const frozen = frozenAs('a');
    await plane.runs.save(scope, { ...run, state: 'frozen', frozen });
    await plane.runs.save(scope, { ...run, state: 'planned', frozen });
    expect((await other.runs.get(scope, run.id))?.frozen).toEqual(frozen);
    const again = frozenAs('b');
    await other.runs.save(scope, { ...run, state: 'planned', frozen: again });
    expect((await plane.runs.get(scope, run.id))?.frozen).toEqual(again);
    await plane.runs.save(scope, { ...run, state: 'applying', frozen });
    expect((await other.runs.get(scope, run.id))?.frozen).toEqual(frozen);
    expect((await plane.runs.list(scope, { limit: 1 }))[0]?.frozen).toEqual(frozen);
  });

  it('keeps what was frozen in a second attempt, after the first was rolled back', async () => {
    const { plane } = given();
    const scope = newScope();
    const run = aRun(newId());
    await plane.runs.insert(scope, run);
    const planned: RunRow = { ...run, state: 'planned', frozen: frozenAs('a') };
    const failing = plane.transaction(async (tx) => {
      await tx.runs.save(scope, planned);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await plane.runs.get(scope, run.id)).toEqual(run);
    await plane.transaction((tx) => tx.runs.save(scope, planned));
    expect(await plane.runs.get(scope, run.id)).toEqual(planned);
  });

  it('refuses a save with a fence that has been overtaken', async () => {
    const { runs } = given().plane;
    const scope = newScope();
    const run = aRun(newId());
    await runs.insert(scope, run);
    await runs.save(scope, { ...run, state: 'leased', fence: 5 });
    await expectCode(runs.save(scope, { ...run, state: 'finished', fence: 4 }), 'LEASE_LOST');
    expect((await runs.get(scope, run.id))?.state).toBe('leased');
    await expectCode(runs.save(scope, aRun(newId())), 'RUN_NOT_FOUND');
  });

  it('keeps the wish that a run be given up through every save, until it is taken back', async () => {
    const { plane, other } = given();
    const [scope, stranger] = [newScope(), newScope()];
    const run = aRun(newId());
    await plane.runs.insert(scope, run);
    expect(await plane.runs.isCancelled(scope, run.id)).toBe(false);
    await other.runs.setCancel(stranger, run.id, true);
    expect(await plane.runs.isCancelled(scope, run.id)).toBe(false);
    await other.runs.setCancel(scope, run.id, true);
    await plane.runs.save(scope, { ...run, state: 'leased', fence: 1 });
    expect(await plane.runs.isCancelled(scope, run.id)).toBe(true);
    expect(await plane.runs.get(scope, run.id)).toEqual({ ...run, state: 'leased', fence: 1 });
    expect(await plane.runs.isCancelled(stranger, run.id)).toBe(false);
    await plane.runs.setCancel(scope, run.id, false);
    expect(await other.runs.isCancelled(scope, run.id)).toBe(false);
    expect(await plane.runs.isCancelled(scope, newId())).toBe(false);
  });

  it('lists newest first, of one environment or of all', async () => {
    const { runs } = given().plane;
    const scope = newScope();
    const [here, there] = [newId(), newId()];
    const rows = [aRun(here, 1), aRun(there, 2), aRun(here, 3)] as const;
    for (const row of rows) await runs.insert(scope, row);
    const ids = async (environmentId?: string, limit = 10) => {
      const options = environmentId === undefined ? { limit } : { environmentId, limit };
      return (await runs.list(scope, options)).map((run) => run.id);
    };
    expect(await ids()).toEqual([rows[2].id, rows[1].id, rows[0].id]);
    expect(await ids(here)).toEqual([rows[2].id, rows[0].id]);
    expect(await ids(undefined, 1)).toEqual([rows[2].id]);
  });

  it('tells the runs that are not over, oldest first', async () => {
    const { runs } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const states = [
      'finished',
      'applying',
      'refused',
      'requested',
      'failed_clean',
      'abandoned',
      'schema_ahead',
    ] as const;
    for (const [n, state] of states.entries()) await runs.insert(scope, aRun(environmentId, n, state));
    const open = (await runs.open(scope, environmentId)).map((run) => run.state);
    expect(open).toEqual(['applying', 'requested', 'schema_ahead']);
  });

  it('tells the run at rest that changed an environment last, by its fence', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const [here, there] = [newId(), newId()];
    const applied = (at: string, second: number, state: RunState, fence: number, nextChunk: number) => ({
      ...aRun(at, second, state),
      fence,
      nextChunk,
    });
    expect(await plane.runs.lastApplied(scope, here)).toBeNull();
    const last = applied(here, 1, 'committed', 4, 2);
    const others = [
      applied(here, 2, 'abandoned', 3, 1),
      applied(here, 3, 'finished', 5, 0),
      applied(here, 4, 'schema_ahead', 6, 1),
      applied(there, 5, 'finished', 7, 1),
    ];
    for (const run of [last, ...others]) await plane.runs.insert(scope, run);
    const { id, fence, nextChunk, updatedAt, finishedAt } = last;
    expect(await other.runs.lastApplied(scope, here)).toEqual({
      id,
      fence,
      nextChunk,
      updatedAt,
      finishedAt,
    });
    expect(await other.runs.has(scope, id)).toBe(true);
    expect(await other.runs.has(newScope(), id)).toBe(false);
    expect(await plane.runs.lastApplied(newScope(), here)).toBeNull();
  });

  it('keeps the chunks of a run by number, the last word of each', async () => {
    const { runs } = given().plane;
    const scope = newScope();
    const runId = newId();
    const error = { code: 'STATEMENT_FAILED', message: 'no', statementHash: 'h' };
    const last = aChunk(runId, 1, {
      state: 'failed',
      phase: 'switch',
      fence: 2,
      finishedAt: atSecond(1),
      error,
    });
    await runs.putChunk(scope, aChunk(runId, 1));
    await runs.putChunk(scope, aChunk(runId, 0));
    await runs.putChunk(scope, last);
    await runs.putChunk(scope, aChunk(newId(), 0));
    expect(await runs.chunks(scope, runId)).toEqual([aChunk(runId, 0), last]);
    const taken = { ...last, fence: last.fence + 1 };
    await runs.putChunk(scope, taken);
    await runs.putChunk(scope, { ...last, state: 'failed' });
    expect(await runs.chunks(scope, runId), 'a stale runner changes nothing').toEqual([
      aChunk(runId, 0),
      taken,
    ]);
  });
}
