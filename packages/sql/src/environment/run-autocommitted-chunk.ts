/**
 * Owns one chunk where DDL commits by itself: fence check and intent → look → act → look → rows and mark in one
 * transaction. An attempt that was cut off is found by its intent; then, and only then, what already stands in the
 * catalog counts as ours and is not done again (invariants I-17, I-23). A table of the same name that somebody else
 * made is never taken for one of ours.
 */
import { type Chunk, invariant } from '@objectstack/metadata-authoring';
import { type Claim, claimedMark, markBefore } from './chunk-mark.ts';
import type { Action, Autocommit, TargetSession } from './dialect.ts';
import { settleBatchedChunk } from './run-batched-chunk.ts';
import type { StepTimes } from './step-times.ts';
import { transact } from './transact.ts';

export async function runAutocommittedChunk<A extends Action>(
  session: TargetSession<A>,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
  times: StepTimes,
): Promise<void> {
  const begun = await transact(session, async () => {
    const mark = await markBefore(session, chunk, claim);
    if (mark !== null) await session.writeMark({ ...mark, attempting: chunk.no });
    return mark;
  });
  if (begun === null) return;
  const autocommit = autocommitOf(session);
  const ddl = actions.filter(({ autocommits }) => autocommits);
  if (ddl.length > 0) {
    const standing = begun.attempting === chunk.no ? await autocommit.standing(ddl) : new Set<A>();
    for (const action of ddl)
      if (!standing.has(action)) await times.alone(action, () => session.perform(action));
    const found = await autocommit.standing(ddl);
    for (const action of ddl.filter(({ repeatable }) => !repeatable))
      invariant(found.has(action), `step ${action.stepId} is not in the catalog after it ran`);
  }
  await times.inTransaction((timed) =>
    transact(session, async () => {
      const mark = await claimedMark(session, claim);
      for (const action of actions)
        if (!action.autocommits) await timed(action, () => session.perform(action));
      await session.writeMark({ ...mark, chunksDone: chunk.no + 1, attempting: null });
    }),
  );
}

/** @returns whether the chunk took effect, all of it */
export async function settleChunk<A extends Action>(
  session: TargetSession<A>,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
  times: StepTimes,
): Promise<boolean> {
  const mark = await transact(session, () => claimedMark(session, claim));
  if (chunk.no < mark.chunksDone) return true;
  if (chunk.batched) return settleBatchedChunk(session, chunk, actions, claim);
  if (chunk.transactional || mark.attempting !== chunk.no) return false;
  const autocommit = autocommitOf(session);
  const ddl = actions.filter(({ autocommits }) => autocommits);
  if (await autocommit.begun(ddl)) {
    await runAutocommittedChunk(session, chunk, actions, claim, times);
    return true;
  }
  for (const action of ddl) await autocommit.takeBack(action);
  return false;
}

function autocommitOf<A extends Action>(session: TargetSession<A>): Autocommit<A> {
  invariant(session.autocommit, 'a chunk of this engine must be one transaction');
  return session.autocommit;
}
