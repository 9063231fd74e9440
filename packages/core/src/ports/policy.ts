/** Port: what somebody set for an environment (`_authoring_policy`); what is not there follows from the environment's type. */
import type { EnvironmentPolicy } from '../policy/environment-policy.ts';
import type { Scope } from '../scope.ts';

export interface PolicyPort {
  get(scope: Scope, environmentId: string): Promise<EnvironmentPolicy | null>;
  put(scope: Scope, environmentId: string, policy: EnvironmentPolicy, at: string): Promise<void>;
}
