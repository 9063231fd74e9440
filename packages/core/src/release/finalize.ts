/** Owns the contract phase as runs of their own: finalize renames aside what the active version does not need. */
import type { Context } from '../context.ts';
import type { GatedRun } from '../govern/gate-run.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { driveMade, driveRequested } from './drive-requested.ts';
import { environmentByName } from './find-environment.ts';
import { foresee } from './foresee-run.ts';
import { pendingContract } from './pending-contract.ts';
import { runOf } from './request-run.ts';
import type { RunRequest, RunRow } from './run.ts';
import { withTarget } from './with-target.ts';

export async function finalize(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv: string },
  onProgress?: OnProgress,
): Promise<RunRow> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  return (await driveRequested(context, scope, finalizeRequest(environment), onProgress)).run;
}

export function finalizeRequest({ id }: EnvironmentRow): RunRequest {
  return { kind: 'finalize', environmentId: id, targets: [], force: false };
}

/**
 * Finalizes when an earlier run left something for later.
 * @param next the run that it makes way for: one that would be refused anyway leaves everything as it is
 */
export async function finalizeBefore(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  next: GatedRun,
  onProgress?: OnProgress,
): Promise<void> {
  const { runIds } = await pendingContract(context.plane, scope, environment.id);
  if (runIds.length === 0) return;
  if (next.foreseen === null)
    await withTarget(context, environment, (target) =>
      foresee(context, scope, environment, next.run, target),
    );
  // Part of a run that passed its own gate: whoever may make that one need not be allowed to finalize by itself.
  const run = runOf(context, scope, environment, finalizeRequest(environment));
  await driveMade(context, scope, { run, environment, foreseen: null }, onProgress);
}
