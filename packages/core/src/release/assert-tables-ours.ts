/** Owns the last look before a run changes tables: they are those that it was planned for, and nobody took it over. */
import { isCode } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Lease } from '../ports/lease.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { assertTablesStand } from './check-target.ts';
import type { EnvironmentPlan } from './plan-environment.ts';

export interface BeginInput {
  readonly plane: ControlPlane;
  readonly scope: Scope;
  readonly lease: Lease;
  readonly target: TargetDatabase;
  readonly planned: EnvironmentPlan;
  /** Of its tables, when the plan was made. */
  readonly fingerprint: string;
}

/** @throws PLAN_STALE; LEASE_LOST where it was who took the run over that changed them, as it was planned */
export async function assertTablesOurs(input: BeginInput): Promise<void> {
  const { plane, scope, lease, target, planned, fingerprint } = input;
  try {
    await assertTablesStand(target, planned, fingerprint);
  } catch (error) {
    if (isCode(error, 'PLAN_STALE')) await plane.leases.assertHeld(scope, lease);
    throw error;
  }
}
