/**
 * Owns taking a run up: the lease of its environment, its row as it stands now and this runner's fence in it, in one
 * transaction. The lease is granted when it is free, has run out, or was left behind by a process that is gone.
 */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import type { ControlPlane, TransactionOptions } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Scope } from '../scope.ts';
import { endDeadRuns } from './end-dead-runs.ts';
import type { Foreseen } from './foresee-run.ts';
import type { RunRow } from './run.ts';
import { runById, saveRun } from './run-record.ts';
import { assertAbandonable, assertTransition, isHeld, isTerminal } from './run-state.ts';
import { takeLease } from './take-lease.ts';

export interface DriveOptions {
  /** Swap the pointer of a run that was held. */
  readonly activate?: boolean;
  /** Take back what the run did instead of finishing it. */
  readonly abandon?: boolean;
  /** As its gate saw it, of a run that nobody drove yet. */
  readonly foreseen?: Foreseen | null;
}

export interface Claim {
  readonly run: RunRow;
  /** Null: nothing is left to do for who asks so. */
  readonly lease: Lease | null;
  /** The environment's other runs that have not ended; as long as the lease is held, none of them moves on. */
  readonly others: readonly RunRow[];
}

/** A run that was requested before. @throws ENVIRONMENT_LOCKED with the holder's run, RUN_STATE */
export function claimRun(
  context: Context,
  scope: Scope,
  { id, request: { environmentId } }: RunRow,
  options: DriveOptions,
): Promise<Claim> {
  return underLease(context, scope, environmentId, id, async (tx, lease, others) => {
    // Until the lease was ours, somebody else may have driven the run: only now its row stands still.
    const run = await runById(tx, scope, id);
    if (!rests(run, options))
      return { run: await takeUp(context, tx, scope, run, lease, options), lease, others };
    await tx.leases.release(scope, lease);
    return { run, lease: null, others };
  });
}

/**
 * A run that nobody knows of yet. It is not waited for until it is on the disk: who loses that to a power loss has done
 * nothing yet, and whatever touches the environment is written down, and waited for, before that.
 * @throws ENVIRONMENT_LOCKED with the holder's run; the run is not recorded then
 */
export function claimNewRun(context: Context, scope: Scope, run: RunRow): Promise<Claim> {
  const { environmentId } = run.request;
  const claim: ClaimRun = async (tx, lease, others) => {
    const leased: RunRow = { ...run, state: 'leased', fence: lease.fence, updatedAt: context.clock.now() };
    assertTransition(run.state, leased.state);
    await tx.runs.insert(scope, leased);
    return { run: leased, lease, others };
  };
  return underLease(context, scope, environmentId, run.id, claim, { waitsForDisk: false });
}

/** Nothing is left to do for who asks so. @throws RUN_STATE when the run can only go forward and is to be given up */
export function rests(run: RunRow, options: DriveOptions): boolean {
  if (options.abandon) assertAbandonable(run);
  if (isTerminal(run.state) || run.state === 'committed') return true;
  return isHeld(run) && !options.activate && !options.abandon;
}

async function takeUp(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  run: RunRow,
  { fence }: Lease,
  { abandon = false }: DriveOptions,
): Promise<RunRow> {
  const state = run.state === 'requested' && !abandon ? 'leased' : run.state;
  // Who takes a stopped run up decides anew.
  if (await tx.runs.isCancelled(scope, run.id)) await tx.runs.setCancel(scope, run.id, false);
  return saveRun(context, tx, scope, run, { fence, state, ...(abandon ? { reversing: true } : {}) });
}

type ClaimRun = (tx: ControlPlane, lease: Lease, others: readonly RunRow[]) => Promise<Claim>;

async function underLease(
  context: Context,
  scope: Scope,
  environmentId: string,
  runId: string,
  claim: ClaimRun,
  options?: TransactionOptions,
): Promise<Claim> {
  const attempt = () =>
    context.plane.transaction(async (tx) => {
      const lease = await takeLease(context, tx, scope, environmentId, runId);
      return claim(tx, lease, await endDeadRuns(context, tx, scope, lease));
    }, options);
  try {
    return await attempt();
  } catch (error) {
    if (!isAuthoringError(error) || error.code !== 'ENVIRONMENT_LOCKED') throw error;
    const holder = await context.plane.leases.current(scope, environmentId);
    if (!holder || !context.ownerIsGone?.(holder.owner)) throw error;
    // Ends that very grant: when another runner was quicker, its fence is another one and this does nothing.
    await context.plane.leases.release(scope, holder);
    return attempt();
  }
}
