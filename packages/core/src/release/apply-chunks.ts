/**
 * Owns walking a plan over the target: intent → (probe → act → probe, by the adapter) → done, chunk by chunk, each
 * under the lease. A chunk whose outcome is unknown is safe to run again: the adapter probes before it acts.
 */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import { applySteps } from '../plan/steps/index.ts';
import type { Phase, Step } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Chunk, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { ChunkRow, RunRow } from './run.ts';
import { failureOf } from './run-record.ts';

/** The units of a plan in order, numbered from 0; the same for every process. */
export function chunksOf(
  target: Pick<TargetDatabase, 'chunks'>,
  steps: readonly Step[],
  phases: readonly Phase[],
): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (const phase of phases) {
    const ofPhase = steps.filter((step) => step.phase === phase);
    if (ofPhase.length > 0) chunks.push(...target.chunks(phase, ofPhase, chunks.length));
  }
  return chunks;
}

export interface ApplyInput {
  readonly context: Context;
  readonly scope: Scope;
  readonly run: RunRow;
  readonly lease: Lease;
  readonly target: TargetDatabase;
  readonly chunks: readonly Chunk[];
  /** The picture before the first chunk of `chunks`. */
  readonly before: SchemaState;
  /** Number of the first chunk that is not known to be done. */
  readonly next: number;
  /** True before a chunk is sent; false again when it certainly left nothing. */
  readonly onTouch: (touched: boolean) => void;
  readonly onChunk: (done: number, total: number, chunk: Chunk) => Promise<void>;
}

/** @throws whatever the adapter reports, after the failure stands in the journal */
export async function applyChunks(input: ApplyInput): Promise<void> {
  const { context, scope, run, target, chunks } = input;
  const plane: ControlPlane = context.plane;
  let before: SchemaState = input.before;
  for (const chunk of chunks) {
    const after = applySteps(before, chunk.steps);
    if (chunk.no >= input.next) {
      const row: ChunkRow = {
        runId: run.id,
        no: chunk.no,
        phase: chunk.phase,
        stepIds: chunk.steps.map((step) => step.id),
        state: 'intent',
        fence: input.lease.fence,
        startedAt: context.clock.now(),
        finishedAt: null,
        error: null,
      };
      await plane.transaction(async (tx) => {
        await tx.leases.renew(scope, input.lease, LIMITS.lease_ttl_ms);
        await tx.runs.putChunk(scope, row);
      });
      input.onTouch(true);
      try {
        await target.execute(chunk, before, row.fence);
      } catch (error) {
        if (chunk.no === 0 && isClean(error) && !(await tookEffect(target, chunk, before, row.fence)))
          input.onTouch(false);
        await plane.runs.putChunk(scope, {
          ...row,
          state: 'failed',
          finishedAt: context.clock.now(),
          error: failureOf(error),
        });
        throw error;
      }
      await plane.runs.putChunk(scope, { ...row, state: 'done', finishedAt: context.clock.now() });
      await input.onChunk(chunk.no + 1, chunks.length, chunk);
    }
    before = after;
  }
}

/** A chunk that is no transaction may have failed half way. Whoever cannot tell takes it for done. */
async function tookEffect(
  target: TargetDatabase,
  chunk: Chunk,
  before: SchemaState,
  fence: number,
): Promise<boolean> {
  if (chunk.transactional) return false;
  return target.settle(chunk, before, fence).catch(() => true);
}

/** The failure is an answer of the database. A lost connection leaves the outcome unknown. */
function isClean(error: unknown): boolean {
  return isAuthoringError(error) && error.code !== 'DATABASE_UNAVAILABLE' && error.kind !== 'bug';
}
