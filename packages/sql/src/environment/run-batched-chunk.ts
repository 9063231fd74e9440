/**
 * Owns one chunk that fills rows: batch after batch, each in a transaction with the cursor that it came to, so that a run that was cut off goes on there (invariant I-33). Batches are sized by the time that they
 * take, with pauses between them: writers wait for no longer than one, and a busy server gets smaller ones.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type AuthoringError, type Chunk, type ChunkWatch, invariant } from '@objectstack/metadata-authoring';
import { BatchSize } from './batch-size.ts';
import { type Claim, claimedMark, markBefore } from './chunk-mark.ts';
import type { Action, Batch, FillRows, TargetSession } from './dialect.ts';
import { refusedRows } from './refused-rows.ts';
import { type RetryBudget, retryLock } from './retry-lock.ts';
import { engineError } from './statement-hash.ts';
import { transact } from './transact.ts';

export async function runBatchedChunk<A extends Action>(
  session: TargetSession<A>,
  retry: RetryBudget,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
  watch: ChunkWatch,
): Promise<void> {
  const [action] = actions;
  invariant(action && isFill(action) && actions.length === 1, 'a batched chunk fills the rows of one table');
  const begun = await transact(session, async () => {
    const mark = await markBefore(session, chunk, claim);
    if (mark === null || mark.attempting === chunk.no) return mark;
    const next = { ...mark, attempting: chunk.no, cursor: null };
    await session.writeMark(next);
    return next;
  });
  if (begun === null) return;
  await new Fill(session, retry, action, claim, watch).from(begun.cursor);
  await transact(session, async () => {
    const mark = await claimedMark(session, claim);
    await session.writeMark({ ...mark, chunksDone: chunk.no + 1, attempting: null, cursor: null });
  });
}

function isFill(action: Action): action is FillRows {
  return 'kind' in action && action.kind === 'fill_rows';
}

class Fill<A extends Action> {
  readonly #session: TargetSession<A>;
  readonly #retry: RetryBudget;
  readonly #action: FillRows;
  readonly #claim: Claim;
  readonly #watch: ChunkWatch;
  readonly #size: BatchSize;

  constructor(
    session: TargetSession<A>,
    retry: RetryBudget,
    action: FillRows,
    claim: Claim,
    watch: ChunkWatch,
  ) {
    this.#session = session;
    this.#size = new BatchSize(session);
    this.#retry = retry;
    this.#action = action;
    this.#claim = claim;
    this.#watch = watch;
  }

  async from(cursor: string | null): Promise<void> {
    const { stepId } = this.#action;
    const total = await this.#session.estimateRows(this.#action);
    let after = cursor;
    let done = 0;
    for (;;) {
      await this.#watch.goesOn();
      const startedAt = performance.now();
      const batch = await this.#next(after);
      const tookMs = performance.now() - startedAt;
      if (batch.cursor === null) return;
      after = batch.cursor;
      done += batch.rows;
      this.#watch.onRows({ stepId, done, total: Math.max(total, done) });
      if (batch.ended) return;
      if (!batch.looksAtAll) await pause(this.#size.afterBatch(tookMs));
    }
  }

  /** A batch that fails on a value is halved until the row is alone: its key is what people need. */
  async #next(after: string | null): Promise<Batch> {
    for (;;) {
      try {
        return await this.#batch(after, this.#size.rows);
      } catch (error) {
        if (!this.#session.isRowError(engineError(error))) throw error;
        if (!this.#size.halve()) throw await this.#refused(after, error);
      }
    }
  }

  #batch(after: string | null, limit: number): Promise<Batch> {
    const session = this.#session;
    return retryLock(
      this.#retry,
      (error) => session.isLockTimeout(engineError(error)),
      () =>
        // Rows and cursor are lost together or not at all, and the commit that ends the chunk waits for all before it.
        transact(
          session,
          async () => {
            const mark = await claimedMark(session, this.#claim);
            const batch = await session.fillBatch(this.#action, after, limit);
            if (batch.cursor !== null) await session.writeMark({ ...mark, cursor: batch.cursor });
            return batch;
          },
          { redone: true },
        ),
    );
  }

  async #refused(after: string | null, cause: unknown): Promise<AuthoringError> {
    const key = await this.#session.refusedKey(this.#action, after);
    return refusedRows(this.#action, key === null ? [] : [key], cause);
  }
}
