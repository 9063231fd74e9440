/** Owns opening the one active draft of a package; opening again returns the same draft. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { DraftRow } from '../ports/draft-workspace.ts';
import type { PackageRow } from '../ports/package.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle } from '../service-types.ts';
import { handleOf } from './active-draft.ts';

const MANIFEST_ID = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9_-]*)+$/;

/** @param manifestId reverse domain of the package. @throws IDENTIFIER_INVALID */
export async function openDraft(
  context: Context,
  scope: Scope,
  manifestId: string,
  options: { readonly displayName?: string },
): Promise<DraftHandle> {
  context.authorize(scope, 'read', null);
  assertManifestId(manifestId);
  const open = await openExisting(context.plane, scope, manifestId);
  if (open) return open;
  context.authorize(scope, 'open_draft', null);
  return context.plane.transaction(async (tx) => {
    const raced = await openExisting(tx, scope, manifestId);
    if (raced) return raced;
    const pkg = await packageNamed(context, tx, scope, manifestId, options.displayName);
    const [latest] = await tx.versions.listSealed(scope, pkg.id);
    const draft = await insertDraft(context, tx, scope, pkg.id, latest?.id ?? null);
    return handleOf(tx, scope, draft, manifestId);
  });
}

function assertManifestId(manifestId: string): void {
  if (manifestId.length <= 128 && MANIFEST_ID.test(manifestId)) return;
  throw new AuthoringError('IDENTIFIER_INVALID', `'${manifestId.slice(0, 140)}' is no package id`, {
    suggestion: 'use a reverse domain in lower case, for example com.acme.crm',
  });
}

async function openExisting(
  plane: ControlPlane,
  scope: Scope,
  manifestId: string,
): Promise<DraftHandle | null> {
  const pkg = await plane.packages.find(scope, manifestId);
  const active = pkg && (await plane.drafts.active(scope, pkg.id));
  return active ? handleOf(plane, scope, active, manifestId) : null;
}

/** The package of that name, made where there is none. Must run inside a transaction. @throws IDENTIFIER_INVALID */
export async function packageNamed(
  context: Pick<Context, 'clock' | 'ids'>,
  tx: ControlPlane,
  scope: Scope,
  manifestId: string,
  displayName = manifestId,
): Promise<PackageRow> {
  assertManifestId(manifestId);
  const found = await tx.packages.find(scope, manifestId);
  if (found) return found;
  const at = context.clock.now();
  const row = {
    id: context.ids.next(),
    manifestId,
    displayName,
    createdAt: at,
  };
  await tx.packages.insert(scope, row);
  await tx.log.record(scope, { op: 'package.created', packageId: row.id, at });
  return row;
}

/** Inserts an empty draft on the base and makes it the active one. Must run inside a transaction. */
export async function insertDraft(
  context: Pick<Context, 'clock' | 'ids'>,
  tx: ControlPlane,
  scope: Scope,
  packageId: string,
  baseVersionId: string | null,
): Promise<DraftRow> {
  const id = context.ids.next();
  const at = context.clock.now();
  await tx.versions.insertDraft(scope, {
    id,
    packageId,
    version: `0.0.0-draft.${id}`,
    status: 'draft',
    checksum: null,
    baseVersionId,
    isPreview: false,
    releaseNotes: null,
    createdAt: at,
    publishedAt: null,
    createdBy: scope.principal.id,
  });
  const draft = { id, packageId, baseVersionId, revision: 0 };
  await tx.drafts.open(scope, draft);
  await tx.log.record(scope, { op: 'draft.opened', packageId, versionId: id, at });
  return draft;
}
