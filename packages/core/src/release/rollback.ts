/**
 * Owns rollback: the pointer goes back to a sealed version, what can be reversed is reversed, what is held comes back
 * with its values. It is a forward event: history is never rewritten.
 */

import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PromoteResult } from '../service-types.ts';
import { release } from './publish.ts';
import { type RollbackOptions, rollbackRequest, rollbackTarget } from './rollback-target.ts';

/** @throws VERSION_NOT_FOUND, USAGE_INVALID, NOTHING_TO_ROLL_BACK when it runs already, IRREVERSIBLE when the version requires what is gone, and whatever a publish throws */
export async function rollback(
  context: Context,
  scope: Scope,
  options: RollbackOptions,
  onProgress?: OnProgress,
): Promise<PromoteResult> {
  const target = await rollbackTarget(context, scope, options);
  return release(context, scope, target.environment, rollbackRequest(target, options), onProgress);
}
