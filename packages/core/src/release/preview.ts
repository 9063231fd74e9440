/** Owns previewing: a frozen snapshot of the draft, installed where people develop; the draft goes on. */

import type { Context } from '../context.ts';
import { activeDraft } from '../draft/active-draft.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, OnProgress, PublishResult } from '../service-types.ts';
import { environmentByName } from './find-environment.ts';
import { release } from './publish.ts';

/** @throws ENVIRONMENT_TYPE_FORBIDDEN outside development, sandbox and preview */
export async function preview(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  options: { readonly targetEnv: string },
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const draft = await activeDraft(context.plane, scope, handle);
  const current = await context.plane.installations.current(scope, environment.id, draft.packageId);
  return release(
    context,
    scope,
    environment,
    {
      kind: 'preview',
      environmentId: environment.id,
      targets: [{ packageId: draft.packageId, from: current?.versionId ?? null, to: draft.id }],
      force: false,
      // The next preview or publish plans from the snapshot; what it dropped must stay restorable until then.
      keep: true,
    },
    onProgress,
  );
}
