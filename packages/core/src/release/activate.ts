/** Owns activating a held run: switch steps and pointer swap, after expand and backfill are long done. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PublishResult } from '../service-types.ts';
import { drive } from './drive-run.ts';
import { environmentByName } from './find-environment.ts';
import { conclude } from './publish.ts';
import { isHeld } from './run-state.ts';

/** @throws RUN_STATE when no run of the environment is held */
export async function activate(
  context: Context,
  scope: Scope,
  options: { readonly targetEnv: string },
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const held = (await context.plane.runs.open(scope, environment.id)).find(isHeld);
  if (!held)
    throw new AuthoringError('RUN_STATE', `no run of '${environment.name}' waits for its swap`, {
      suggestion: 'prepare one with: mda publish --hold, or mda promote VERSION --to NAME --hold',
    });
  const driven = await drive(context, scope, held.id, onProgress, { activate: true });
  return conclude(context, scope, environment, driven, onProgress);
}
