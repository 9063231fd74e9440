/**
 * Owns walking a plan over the target: intent → (probe → act → probe, by the adapter) → done, chunk by chunk, each
 * under the lease. A chunk whose outcome is unknown is safe to run again: the adapter probes before it acts.
 */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import { applySteps } from '../plan/steps/index.ts';
import type { Phase, Step } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Chunk, ChunkWatch, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { type Beat, beatBeside } from './beat-lease.ts';
import { type OnRows, rowProgress } from './row-progress.ts';
import type { ChunkRow, RunProgress, RunRow } from './run.ts';
import { failureOf, type RunChange, saveRun } from './run-record.ts';

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
  /** Asked before each chunk, and beside it. @throws as soon as the run is not to go on: RUN_CANCELLED, TOKEN_REVOKED, TOKEN_EXPIRED */
  readonly assertGoesOn?: (tx: ControlPlane) => Promise<void>;
  /** True before a chunk is sent; false again when it certainly left nothing. */
  readonly onTouch: (touched: boolean) => void;
  /** What the run's own row says from the intent of a chunk on, and once it is done: saved together with the chunk. */
  readonly runChange?: (chunk: Chunk, state: 'intent' | 'done') => RunChange;
  readonly onRows?: OnRows;
  /** The chunk is done, and so it stands in the journal. */
  readonly onChunk: (chunk: Chunk, run: RunRow) => void;
}

/** @throws whatever the adapter reports, after the failure stands in the journal */
export async function applyChunks(input: ApplyInput): Promise<void> {
  const { context, scope, target, chunks } = input;
  let { run, before } = input;
  const beat = (tx: ControlPlane) => stayOurs(tx, input);
  const record = (chunk: Chunk, row: ChunkRow & { readonly state: 'intent' | 'done' }) =>
    context.plane.transaction(async (tx) => {
      if (row.state === 'intent') await beat(tx);
      await tx.runs.putChunk(scope, row);
      return input.runChange ? saveRun(context, tx, scope, run, input.runChange(chunk, row.state)) : run;
    });
  for (const chunk of chunks) {
    const after = applySteps(before, chunk.steps);
    if (chunk.no >= input.next) {
      const intent: ChunkRow & { readonly state: 'intent' } = {
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
      run = await record(chunk, intent);
      input.onTouch(true);
      try {
        const picture = before;
        const { onRows, alive } = watchChunk(input, chunk);
        await beatBeside(alive, (goesOn) => target.execute(chunk, picture, intent.fence, { onRows, goesOn }));
      } catch (error) {
        if (chunk.no === 0 && isClean(error) && !(await tookEffect(target, chunk, before, intent.fence)))
          input.onTouch(false);
        await context.plane.runs.putChunk(scope, {
          ...intent,
          state: 'failed',
          finishedAt: context.clock.now(),
          error: failureOf(error),
        });
        throw error;
      }
      run = await record(chunk, { ...intent, state: 'done', finishedAt: context.clock.now() });
      input.onChunk(chunk, run);
    }
    before = after;
  }
}

/** Beside a chunk its progress is written together with the lease: one transaction a second, whatever it counts. */
function watchChunk(
  input: ApplyInput,
  chunk: Chunk,
): { readonly onRows: ChunkWatch['onRows']; readonly alive: Beat } {
  const { context, scope, run, lease, target } = input;
  let fresh: RunProgress | null = null;
  const onRows = rowProgress(context.clock, (progress) => {
    fresh = progress;
    input.onRows?.(progress);
  });
  const stepId = chunk.steps[0]?.id ?? '';
  let asking = false;
  /** What nobody counts for us the engine may. Not to be told is no reason to stop, nor to wait with the lease. */
  const ask = async () => {
    asking = true;
    const told = await target.progress().catch(() => null);
    if (told !== null) onRows({ stepId, ...told });
    asking = false;
  };
  const beat = async () => {
    if (!chunk.batched && !asking) void ask();
    await context.plane.transaction(async (tx) => {
      await stayOurs(tx, input);
      if (fresh !== null) await tx.runs.setProgress(scope, run.id, lease.fence, fresh);
    });
    fresh = null;
  };
  return { onRows, alive: { ...aliveBeside(input), beat } };
}

type Holding = Pick<ApplyInput, 'context' | 'scope' | 'run' | 'lease' | 'target' | 'assertGoesOn'>;

/** What goes on beside work of a run that lasts. */
export function aliveBeside(holding: Holding): Beat {
  const { context, target } = holding;
  return {
    clock: context.clock,
    beat: () => context.plane.transaction((tx) => stayOurs(tx, holding)),
    interrupt: () => target.interrupt(),
  };
}

/** @throws LEASE_LOST, and why the run does not go on */
async function stayOurs(tx: ControlPlane, { scope, lease, assertGoesOn }: Holding): Promise<void> {
  await assertGoesOn?.(tx);
  await tx.leases.renew(scope, lease, LIMITS.lease_ttl_ms);
}

export function runCancelled(runId: string): AuthoringError {
  return new AuthoringError('RUN_CANCELLED', `run '${runId}' was cancelled`, {
    details: { run: runId },
    suggestion: `see what became of it with: mda run show ${runId}; ask for it again when it is wanted`,
  });
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
