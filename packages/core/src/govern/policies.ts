/** Owns looking at the policy of an environment and changing it; both ends of a change stand in the log. */
import type { Context } from '../context.ts';
import { changedPolicy, defaultPolicy, type EnvironmentPolicy } from '../policy/environment-policy.ts';
import { shownHealth } from '../policy/health-policy.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import { policyOf } from './approval-demand.ts';

export interface PolicyView {
  readonly environment: string;
  readonly policy: EnvironmentPolicy;
  /** False: it follows from the type of the environment. */
  readonly set: boolean;
}

export async function showPolicy(context: Context, scope: Scope, name: string): Promise<PolicyView> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const { policy, set } = await policyOf(context, scope, environment);
  return { environment: environment.name, policy: shown(policy), set };
}

/** @param changes parts of a policy, or null: back to what the type gives @throws USAGE_INVALID, ROLE_FORBIDDEN */
export async function setPolicy(
  context: Context,
  scope: Scope,
  name: string,
  changes: unknown,
): Promise<PolicyView> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'manage_policy', environment);
  const at = context.clock.now();
  const policy = await context.plane.transaction(async (tx) => {
    const { policy: before } = await policyOf({ plane: tx }, scope, environment);
    const after = changes === null ? defaultPolicy(environment.type) : changedPolicy(before, changes, at);
    await tx.policies.put(scope, environment.id, after, at);
    await tx.log.record(scope, {
      op: 'policy.changed',
      environmentId: environment.id,
      data: { before: shown(before), after: shown(after) },
      at,
    });
    return after;
  });
  return { environment: environment.name, policy: shown(policy), set: true };
}

/** Nothing secret is shown or logged. */
function shown(policy: EnvironmentPolicy): EnvironmentPolicy {
  return { ...policy, health: shownHealth(policy.health) };
}
