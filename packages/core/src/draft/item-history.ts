/** Owns reading the history of one item across the drafts of its package, newest first. */
import type { Context } from '../context.ts';
import { type ItemRef, keyOf } from '../metadata/ref.ts';
import type { HistoryEntry } from '../ports/draft-workspace.ts';
import type { Scope } from '../scope.ts';
import { packageByManifestId } from './active-draft.ts';

export async function itemHistory(
  context: Context,
  scope: Scope,
  packageId: string,
  ref: ItemRef,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  context.authorize(scope, 'read', null);
  const pkg = await packageByManifestId(context.plane, scope, packageId);
  return context.plane.drafts.history(scope, pkg.id, keyOf(ref), limit);
}
