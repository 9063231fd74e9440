/** Owns the end of a finalize run: what was renamed aside is held, and the runs that left it for later are finished. */
import type { Context } from '../context.ts';
import { assertStillGranted } from '../govern/redeem-token.ts';
import type { Scope } from '../scope.ts';
import type { CommitInput } from './commit-run.ts';
import { holdLease } from './hold-lease.ts';
import { holdsOf, moveHolds } from './hold-rows.ts';
import { pendingContract } from './pending-contract.ts';
import type { RunRow } from './run.ts';
import { runById, saveRun } from './run-record.ts';

export async function finishContracts(context: Context, scope: Scope, input: CommitInput): Promise<RunRow> {
  return context.plane.transaction(async (tx) => {
    await holdLease(tx, scope, input.lease);
    await assertStillGranted(context, tx, scope, input.run.id);
    const { runIds, runOf } = await pendingContract(tx, scope, input.environment.id);
    const held = holdsOf(context, input).map((hold) => ({
      ...hold,
      runId: runOf.get(hold.heldName) ?? hold.runId,
    }));
    await moveHolds(tx, scope, input.environment.id, input.executed);
    if (held.length > 0) await tx.holds.put(scope, held);
    for (const id of runIds)
      await saveRun(context, tx, scope, await runById(tx, scope, id), { state: 'finished' });
    const seq = await tx.log.record(scope, {
      op: 'environment.finalized',
      environmentId: input.environment.id,
      runId: input.run.id,
      data: { steps: input.executed.length },
      at: context.clock.now(),
    });
    const run = await saveRun(context, tx, scope, input.run, {
      state: 'finished',
      changeLogSeq: seq,
      failure: null,
    });
    await tx.leases.release(scope, input.lease);
    return run;
  });
}
