/** Owns taking an environment for oneself; where somebody has it, that is told by the names that people know. */
import type { Context } from '../context.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { Scope } from '../scope.ts';

/** @param by id of the run, or of whatever else it is taken for @throws ENVIRONMENT_LOCKED with the holder's run */
export async function takeLease(
  { owner }: Pick<Context, 'owner'>,
  tx: ControlPlane,
  scope: Scope,
  environmentId: string,
  by: string,
): Promise<Lease> {
  try {
    return await tx.leases.acquire(scope, environmentId, by, owner, LIMITS.lease_ttl_ms);
  } catch (error) {
    if (!isAuthoringError(error) || error.code !== 'ENVIRONMENT_LOCKED') throw error;
    const { runId } = error.details;
    const name = (await tx.environments.find(scope, environmentId))?.name ?? environmentId;
    const isRun = typeof runId === 'string' && (await tx.runs.has(scope, runId));
    throw new AuthoringError(
      'ENVIRONMENT_LOCKED',
      isRun ? `run '${runId}' is at work in '${name}'` : `'${name}' is being copied or removed`,
      {
        details: { environment: name, ...error.details },
        suggestion: isRun
          ? `wait for it: mda run show ${runId}; what was left behind goes on with: mda run resume ${runId}, or is given up with: mda run abandon ${runId}`
          : 'wait until that is done, and repeat the command',
        cause: error,
      },
    );
  }
}
