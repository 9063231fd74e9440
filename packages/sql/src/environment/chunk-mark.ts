/** Owns the fence check of a chunk: the target must be marked for this very run, and the chunk must be its turn. */
import { type Chunk, invariant } from '@objectstack/metadata-authoring';
import type { Action, MarkRow, TargetSession } from './dialect.ts';
import { leaseLost } from './lock-errors.ts';

/** What `enter` was called with: every chunk belongs to it. */
export interface Claim {
  readonly environmentId: string;
  readonly runId: string;
  readonly fence: number;
}

/** Inside a transaction, where nobody else passes the fence before it ends. @throws LEASE_LOST */
export async function claimedMark<A extends Action>(
  session: TargetSession<A>,
  claim: Claim,
): Promise<MarkRow> {
  const mark = await session.readMark();
  if (mark === null || mark.environmentId !== claim.environmentId || mark.fence !== claim.fence)
    throw leaseLost(claim.fence, mark?.fence ?? 0);
  invariant(mark.runId === claim.runId, `the target is marked for another run under fence ${claim.fence}`);
  return mark;
}

/** @returns null when the chunk took effect before @throws LEASE_LOST */
export async function markBefore<A extends Action>(
  session: TargetSession<A>,
  chunk: Chunk,
  claim: Claim,
): Promise<MarkRow | null> {
  const mark = await claimedMark(session, claim);
  if (chunk.no < mark.chunksDone) return null;
  invariant(
    chunk.no === mark.chunksDone || chunk.reverses,
    `chunk ${chunk.no} would skip chunk ${mark.chunksDone} of run ${claim.runId}`,
  );
  return mark;
}
