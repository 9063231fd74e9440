/** Owns finding the draft that a handle means and refusing one that was sealed meanwhile. */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { DraftRow } from '../ports/draft-workspace.ts';
import type { PackageRow } from '../ports/package.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';

/** @throws PACKAGE_NOT_FOUND */
export async function packageByManifestId(
  plane: ControlPlane,
  scope: Scope,
  manifestId: string,
): Promise<PackageRow> {
  const row = await plane.packages.find(scope, manifestId);
  if (row) return row;
  throw new AuthoringError('PACKAGE_NOT_FOUND', `there is no package '${manifestId}'`, {
    suggestion: 'import a stack definition first: mda import PATH',
  });
}

/** @throws DRAFT_NOT_FOUND, DRAFT_SEALED */
export async function activeDraft(plane: ControlPlane, scope: Scope, handle: DraftHandle): Promise<DraftRow> {
  const draft = await plane.drafts.get(scope, handle.draftId);
  if (!draft)
    throw new AuthoringError('DRAFT_NOT_FOUND', `there is no draft '${handle.draftId}'`, {
      suggestion: 'open the draft of the package again',
    });
  const active = await plane.drafts.active(scope, draft.packageId);
  if (active?.id === draft.id) return active;
  throw new AuthoringError('DRAFT_SEALED', `draft '${draft.id}' is sealed and takes no more changes`, {
    details: { nextDraft: active?.id ?? null },
    suggestion: 'open the draft of the package again: later edits belong to the next draft',
  });
}

export async function handleOf(
  plane: ControlPlane,
  scope: Scope,
  draft: DraftRow,
  manifestId: string,
): Promise<DraftHandle> {
  const base = draft.baseVersionId === null ? null : await plane.versions.get(scope, draft.baseVersionId);
  return { draftId: draft.id, packageId: manifestId, base: base?.version ?? null, revision: draft.revision };
}
