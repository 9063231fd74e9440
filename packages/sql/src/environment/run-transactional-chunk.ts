/**
 * Owns one chunk where DDL is transactional: fence check, work and mark are one transaction. The mark is the probe:
 * after a lost acknowledgement it says whether the whole chunk took effect (invariants I-17, I-23).
 */
import type { Chunk } from '@objectstack/metadata-authoring';
import { type Claim, markBefore } from './chunk-mark.ts';
import type { Action, TargetSession } from './dialect.ts';
import type { StepTimes } from './step-times.ts';
import { transact } from './transact.ts';

export async function runTransactionalChunk<A extends Action>(
  session: TargetSession<A>,
  chunk: Chunk,
  actions: readonly A[],
  claim: Claim,
  times: StepTimes,
): Promise<void> {
  await times.inTransaction((timed) =>
    transact(session, async () => {
      const mark = await markBefore(session, chunk, claim);
      if (mark === null) return;
      for (const action of actions) await timed(action, () => session.perform(action));
      await session.beforeCommit(actions);
      await session.writeMark({ ...mark, chunksDone: chunk.no + 1 });
    }),
  );
}
