/** Owns activating a held run: switch steps and pointer swap, after expand and backfill are long done. */
import type { Context } from '../context.ts';
import { inEmergency } from '../govern/emergency-swap.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PublishResult } from '../service-types.ts';
import { drive } from './drive-run.ts';
import { environmentByName } from './find-environment.ts';
import { heldRun } from './held-run.ts';
import { conclude } from './publish.ts';

export interface ActivateOptions {
  readonly targetEnv: string;
  /** Why it cannot wait for a change window, or for its approvals; one other person has to agree. */
  readonly emergency?: string;
}

/**
 * Now, also where a time was set.
 * @throws RUN_STATE when no run of the environment is held; CHANGE_FROZEN, APPROVAL_STALE; in an emergency APPROVAL_REQUIRED
 */
export async function activate(
  context: Context,
  scope: Scope,
  options: ActivateOptions,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const { emergency } = options;
  const held = await heldRun(context.plane, scope, environment);
  if (emergency !== undefined) await inEmergency(context, scope, environment, held, emergency);
  const driven = await drive(context, scope, held.id, onProgress, { activate: true });
  return conclude(context, scope, environment, driven, onProgress);
}
