/**
 * Owns the end of runs whose process died before it touched anything: nobody would ever go on with them. Only who holds
 * the lease of the environment may tell, for then nobody else drives a run there. A run that is only requested waits, and
 * one that touched tables is somebody's to resume or to abandon.
 */
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Scope } from '../scope.ts';
import type { RunRow } from './run.ts';
import { saveRun } from './run-record.ts';
import { isBegun } from './run-state.ts';

/**
 * Must run inside the transaction in which the lease was granted. A process that only slept finds its fence passed.
 * @returns the other runs that have not ended: nobody but the holder of the lease moves one of them on
 */
export async function endDeadRuns(
  context: Pick<Context, 'clock'>,
  tx: ControlPlane,
  scope: Scope,
  { environmentId, runId, fence }: Lease,
): Promise<readonly RunRow[]> {
  const others = (await tx.runs.open(scope, environmentId)).filter(({ id }) => id !== runId);
  for (const run of others)
    if (isBegun(run)) await saveRun(context, tx, scope, run, { state: 'failed_clean', fence, failure });
  return others.filter((run) => !isBegun(run));
}

const failure = {
  code: 'LEASE_LOST',
  message: 'the process that drove it is gone, and had touched nothing',
} as const;
