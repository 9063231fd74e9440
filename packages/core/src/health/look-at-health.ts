/** Owns looking at an environment on demand: first what its last activation still owes, then one look. */
import type { Context } from '../context.ts';
import { isAuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { activatedBy, checkHealth, type HealthReport } from './check-health.ts';
import { followActivation } from './follow-activation.ts';

/** @throws HEALTH_FAILED when the checks of the last activation were due, failed, and the policy brought the version before back */
export async function lookAtHealth(
  context: Context,
  scope: Scope,
  name: string,
  onProgress?: OnProgress,
): Promise<HealthReport> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const drives = mayDrive(context, scope, environment);
  if (drives)
    for (const { packageId } of await context.plane.installations.list(scope, environment.id)) {
      const run = await activatedBy(context, scope, environment, packageId);
      if (run) await followActivation(context, scope, environment, run, onProgress);
    }
  return checkHealth(context, scope, environment, { keeps: drives });
}

/** Whoever may only read looks, and neither moves nor writes anything: what is due stays due. */
function mayDrive(context: Context, scope: Scope, environment: EnvironmentRow): boolean {
  try {
    return context.authorize(scope, 'drive_run', environment) === 'allow';
  } catch (error) {
    if (isAuthoringError(error) && error.code === 'ROLE_FORBIDDEN') return false;
    throw error;
  }
}
