/**
 * Owns giving a run up: the steps that it executed are taken back, newest first, so that the version before it finds
 * its tables as they were. What it had added is held, not lost.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { heldName } from '../plan/held-name.ts';
import { applySteps, reverseOf } from '../plan/steps/index.ts';
import type { Step } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Lease } from '../ports/lease.ts';
import type { Chunk, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { applyChunks } from './apply-chunks.ts';
import { holdLease } from './hold-lease.ts';
import { holdsOf } from './hold-rows.ts';
import type { RunRow } from './run.ts';
import { saveRun } from './run-record.ts';

export interface ReverseInput {
  readonly context: Context;
  readonly scope: Scope;
  readonly run: RunRow;
  readonly lease: Lease;
  readonly environment: EnvironmentRow;
  readonly target: TargetDatabase;
  /** The picture before the run. */
  readonly before: SchemaState;
  /** The chunks of the run's own plan. */
  readonly chunks: readonly Chunk[];
}

/** @throws IRREVERSIBLE naming the steps that cannot be taken back */
export async function reverseRun(input: ReverseInput): Promise<RunRow> {
  const { context, scope, target } = input;
  const chunksDone = await chunksToReverse(input);
  const executed = stepsBefore(input.chunks, chunksDone);
  const reversal = reversalOf(executed, input.run.id);
  // Written down first: once a reversing chunk is done, the mark no longer tells how many were to be reversed.
  const run = await saveRun(context, context.plane, scope, input.run, { nextChunk: chunksDone });
  const chunks =
    reversal.length === 0
      ? []
      : target
          .chunks('switch', reversal, input.chunks.length)
          .map((chunk) => ({ ...chunk, reverses: true as const }));
  await applyChunks({
    context,
    scope,
    run,
    lease: input.lease,
    target,
    chunks,
    before: applySteps(input.before, executed),
    next: input.chunks.length,
    onTouch: () => {},
    onChunk: () => {},
  });
  return context.plane.transaction(async (tx) => {
    await holdLease(tx, scope, input.lease);
    const known = new Set((await tx.holds.list(scope, input.environment.id)).map((hold) => hold.heldName));
    const held = holdsOf(context, { ...input, executed: reversal }).filter(
      (hold) => !known.has(hold.heldName),
    );
    if (held.length > 0) await tx.holds.put(scope, held);
    return giveUp(context, tx, scope, run);
  });
}

/**
 * The mark in the target is the truth: a chunk may be done there that the journal does not know of, and one that it knows of may be lost.
 */
async function chunksToReverse({ run, target, chunks, before, lease }: ReverseInput): Promise<number> {
  const mark = await target.mark();
  if (mark?.runId !== run.id || mark.chunksDone > chunks.length)
    return Math.min(run.nextChunk, chunks.length);
  const done = mark.chunksDone;
  const unknown = chunks[done];
  if (!unknown) return done;
  const picture = applySteps(before, stepsBefore(chunks, done));
  return (await target.settle(unknown, picture, lease.fence)) ? done + 1 : done;
}

export function stepsBefore(chunks: readonly Chunk[], no: number): readonly Step[] {
  return chunks.filter((chunk) => chunk.no < no).flatMap((chunk) => chunk.steps);
}

/** The end of a run that was given up: its state and its event. */
export function giveUp(context: Context, plane: ControlPlane, scope: Scope, run: RunRow): Promise<RunRow> {
  return plane.transaction(async (tx) => {
    await tx.log.record(scope, {
      op: 'run.abandoned',
      environmentId: run.request.environmentId,
      runId: run.id,
      at: context.clock.now(),
    });
    return saveRun(context, tx, scope, run, { state: 'abandoned' });
  });
}

/** What takes the steps back, newest first. @throws IRREVERSIBLE naming those that cannot be */
export function reversalOf(executed: readonly Step[], runId: string): readonly Step[] {
  const steps: Step[] = [];
  const irreversible: string[] = [];
  for (const step of [...executed].reverse()) {
    // Values that were filled in do no harm to the old version.
    if (step.kind === 'backfill') continue;
    const reverse = reverseOf(step);
    if (reverse === null) continue;
    if ('irreversible' in reverse) irreversible.push(reverse.irreversible);
    else
      steps.push(
        step.kind === 'create_table' || step.kind === 'add_column' ? heldAside(reverse, runId) : reverse,
      );
  }
  if (irreversible.length > 0)
    throw new AuthoringError('IRREVERSIBLE', `the run cannot be taken back: ${irreversible.join('; ')}`, {
      details: { irreversible },
      suggestion: `finish it instead with: mda run resume ${runId}`,
    });
  return steps;
}

function heldAside(step: Step, runId: string): Step {
  if (step.kind === 'hold_table') return { ...step, heldName: heldName(step.table, `${runId}/reversed`) };
  if (step.kind === 'hold_column')
    return { ...step, heldName: heldName(`${step.table}.${step.column.name}`, `${runId}/reversed`) };
  return step;
}
