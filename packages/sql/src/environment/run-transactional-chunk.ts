/**
 * Owns one chunk where DDL is transactional: fence check, work and mark are one transaction. The mark is the probe:
 * after a lost acknowledgement it says whether the whole chunk took effect (invariants I-17, I-23).
 */
import { type Chunk, invariant } from '@objectstack/metadata-authoring';
import type { Action, TargetSession } from './dialect.ts';
import { leaseLost } from './lock-errors.ts';
import { rollBack } from './roll-back.ts';

export async function runTransactionalChunk<A extends Action>(
  session: TargetSession<A>,
  chunk: Chunk,
  actions: readonly A[],
  claim: { readonly environmentId: string; readonly runId: string; readonly fence: number },
): Promise<void> {
  await session.begin();
  try {
    const mark = await session.readMark();
    if (mark === null || mark.environmentId !== claim.environmentId || mark.fence !== claim.fence)
      throw leaseLost(claim.fence, mark?.fence ?? 0);
    invariant(mark.runId === claim.runId, `the target is marked for another run under fence ${claim.fence}`);
    if (chunk.no < mark.chunksDone) {
      await session.rollback();
      return;
    }
    invariant(
      chunk.no === mark.chunksDone || chunk.reverses,
      `chunk ${chunk.no} would skip chunk ${mark.chunksDone} of run ${claim.runId}`,
    );
    for (const action of actions) await session.perform(action);
    await session.beforeCommit(actions);
    await session.writeMark({ ...mark, chunksDone: chunk.no + 1 });
    await session.commit();
  } catch (error) {
    await rollBack(session);
    throw error;
  }
}
