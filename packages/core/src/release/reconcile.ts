/** Owns the two ways out of drift: the database follows the version, or the next version follows the database. */
import type { Context } from '../context.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, ReconcileResult } from '../service-types.ts';
import { type AdoptOptions, adopt } from './adopt.ts';
import { type RepairOptions, repair, repairPreview } from './repair.ts';

export type ReconcileOptions =
  | (RepairOptions & { readonly mode: 'repair'; readonly dryRun?: boolean })
  | (AdoptOptions & { readonly mode: 'adopt' });

export function reconcile(
  context: Context,
  scope: Scope,
  options: ReconcileOptions,
  onProgress?: OnProgress,
): Promise<ReconcileResult> {
  switch (options.mode) {
    case 'adopt':
      return adopt(context, scope, options);
    case 'repair':
      return options.dryRun
        ? repairPreview(context, scope, options)
        : repair(context, scope, options, onProgress);
  }
}
