/**
 * Owns one chunk that goes through the rows of a table: batch after batch, each in a transaction with the cursor that it
 * came to, so that a run that was cut off goes on there (invariant I-33). Batches are sized by the time that they take,
 * with pauses between them: writers wait for no longer than one, and a busy server gets smaller ones.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type AuthoringError, type Chunk, type ChunkWatch, invariant } from '@objectstack/metadata-authoring';
import { BatchProgress } from './batch-progress.ts';
import { type BatchPace, BatchSize, INDEX_PACE, WATCH_PACE } from './batch-size.ts';
import { type Claim, claimedMark, markBefore } from './chunk-mark.ts';
import type {
  Action,
  Batch,
  BatchedAction,
  FillRows,
  GrowIndex,
  IndexGrowth,
  TargetSession,
} from './dialect.ts';
import { refusedRows } from './refused-rows.ts';
import { type RetryBudget, whenGranted } from './retry-lock.ts';
import { engineError } from './statement-hash.ts';
import type { StepTimes } from './step-times.ts';
import { transact } from './transact.ts';

export async function runBatchedChunk<A extends Action>(
  session: TargetSession<A>,
  retry: RetryBudget,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
  times: StepTimes,
  watch: ChunkWatch,
): Promise<void> {
  const startedAt = performance.now();
  const batched = batchedOf(actions);
  const marked = <T>(work: () => Promise<T>) => whenGranted(session, retry, () => transact(session, work));
  const begun = await marked(async () => {
    const mark = await markBefore(session, chunk, claim);
    if (mark === null || mark.attempting === chunk.no) return mark;
    const next = { ...mark, attempting: chunk.no, cursor: null };
    await session.writeMark(next);
    return next;
  });
  if (begun === null) return;
  const batches = new Batches(session, retry, batched, claim, times, watch);
  if (isFill(batched)) await batches.from(begun.cursor);
  else await grown(growthOf(session), () => batches.from(begun.cursor));
  await marked(async () => {
    const mark = await claimedMark(session, claim);
    await session.writeMark({ ...mark, chunksDone: chunk.no + 1, attempting: null, cursor: null });
  });
  times.add(batched.stepId, performance.now() - startedAt, 0);
}

/** @returns whether a chunk that was not finished took effect: what did not, left nothing */
export async function settleBatchedChunk<A extends Action>(
  session: TargetSession<A>,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
): Promise<boolean> {
  const batched = batchedOf(actions);
  return transact(session, async () => {
    const mark = await claimedMark(session, claim);
    if (mark.attempting !== chunk.no || mark.cursor === null) return false;
    // Rows that were filled stay filled: some of it took effect.
    if (isFill(batched) || !(await growthOf(session).takeBack(batched))) return true;
    await session.writeMark({ ...mark, attempting: null, cursor: null });
    return false;
  });
}

function batchedOf(actions: readonly Action[]): BatchedAction {
  const [action] = actions;
  invariant(action && isBatched(action) && actions.length === 1, 'a batched chunk goes through one table');
  return action;
}

function isBatched(action: Action): action is BatchedAction {
  return 'kind' in action && (action.kind === 'fill_rows' || action.kind === 'grow_index');
}

function isFill(action: BatchedAction): action is FillRows {
  return action.kind === 'fill_rows';
}

function growthOf<A extends Action>({ indexGrowth }: TargetSession<A>): IndexGrowth {
  invariant(indexGrowth, 'no index grows on this engine');
  return indexGrowth;
}

async function grown(growth: IndexGrowth, work: () => Promise<void>): Promise<void> {
  const end = await growth.begin();
  try {
    await work();
  } finally {
    await end();
  }
}

function paceOf<A extends Action>(session: TargetSession<A>, action: BatchedAction): BatchPace {
  if (isFill(action)) return session;
  return action.among === undefined ? INDEX_PACE : WATCH_PACE;
}

class Batches<A extends Action> {
  readonly #session: TargetSession<A>;
  readonly #retry: RetryBudget;
  readonly #action: BatchedAction;
  readonly #claim: Claim;
  readonly #times: StepTimes;
  readonly #watch: ChunkWatch;
  readonly #size: BatchSize;

  constructor(
    session: TargetSession<A>,
    retry: RetryBudget,
    action: BatchedAction,
    claim: Claim,
    times: StepTimes,
    watch: ChunkWatch,
  ) {
    this.#session = session;
    this.#size = new BatchSize(paceOf(session, action));
    this.#retry = retry;
    this.#action = action;
    this.#claim = claim;
    this.#times = times;
    this.#watch = watch;
  }

  async from(cursor: string | null): Promise<void> {
    const { stepId } = this.#action;
    const progress = new BatchProgress(await this.#session.estimateRows(this.#action));
    let after = cursor;
    for (;;) {
      await this.#watch.goesOn();
      const startedAt = performance.now();
      const batch = await this.#next(after);
      const tookMs = performance.now() - startedAt;
      if (batch.cursor === null) return;
      after = batch.cursor;
      this.#watch.onRows({ stepId, ...progress.after(batch) });
      if (batch.ended) return;
      if (!isFill(this.#action)) await growthOf(this.#session).between();
      if (batch.looksAtAll) continue;
      await pause(batch.goesOver ? this.#size.pauseAfter(tookMs) : this.#size.afterBatch(tookMs));
    }
  }

  /** A batch that fails on a value is halved until the row is alone: its key is what people need. */
  async #next(after: string | null): Promise<Batch> {
    for (;;) {
      try {
        return await this.#batch(after, this.#size.rows);
      } catch (error) {
        if (!isFill(this.#action) || !this.#session.isRowError(engineError(error))) throw error;
        if (!this.#size.halve()) throw await this.#refused(this.#action, after, error);
      }
    }
  }

  #batch(after: string | null, limit: number): Promise<Batch> {
    const session = this.#session;
    return whenGranted(session, this.#retry, async () => {
      let lockedAt = 0;
      // Rows and cursor are lost together or not at all, and the commit that ends the chunk waits for all before it.
      const batch = await transact(
        session,
        async () => {
          lockedAt = performance.now();
          const mark = await claimedMark(session, this.#claim);
          const done = await this.#perform(after, limit);
          if (done.cursor !== null) await session.writeMark({ ...mark, cursor: done.cursor });
          return done;
        },
        { redone: true },
      );
      this.#times.add(this.#action.stepId, 0, performance.now() - lockedAt);
      return batch;
    });
  }

  #perform(after: string | null, limit: number): Promise<Batch> {
    const action: FillRows | GrowIndex = this.#action;
    return isFill(action)
      ? this.#session.fillBatch(action, after, limit)
      : growthOf(this.#session).batch(action, after, limit);
  }

  async #refused(action: FillRows, after: string | null, cause: unknown): Promise<AuthoringError> {
    const key = await this.#session.refusedKey(action, after);
    return refusedRows(action, key === null ? [] : [key], cause);
  }
}
