/** Owns listing a package's sealed versions and finding one by number or id. */

import type { Context } from '../context.ts';
import { packageByManifestId } from '../draft/active-draft.ts';
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { VersionNotice } from '../ports/version-notice.ts';
import type { Scope } from '../scope.ts';
import type { VersionSummary } from '../service-types.ts';

export async function listVersions(
  context: Context,
  scope: Scope,
  manifestId: string,
): Promise<readonly VersionSummary[]> {
  context.authorize(scope, 'read', null);
  const pkg = await packageByManifestId(context.plane, scope, manifestId);
  const rows = await context.plane.versions.listSealed(scope, pkg.id, { previews: true });
  const summaries = rows.map(async (row) => ({
    id: row.id,
    version: row.version,
    status: row.status,
    checksum: row.checksum,
    publishedAt: row.publishedAt,
    publishedBy: row.createdBy,
    notes: row.releaseNotes,
    ...(await noticeOf(context.plane, scope, row)),
  }));
  return Promise.all(summaries);
}

/** What was said of a version that was taken out of use. */
export async function noticeOf(
  plane: ControlPlane,
  scope: Scope,
  version: VersionRow | null,
): Promise<{ readonly notice?: VersionNotice }> {
  if (version?.status !== 'deprecated') return {};
  const notice = await plane.notices.get(scope, version.id);
  return notice === null ? {} : { notice };
}

/** @param version semver or version id; the newest when absent. @throws VERSION_NOT_FOUND */
export async function findVersion(
  context: Context,
  scope: Scope,
  manifestId: string,
  version?: string,
): Promise<VersionRow> {
  const pkg = await packageByManifestId(context.plane, scope, manifestId);
  const row =
    version === undefined
      ? (await context.plane.versions.listSealed(scope, pkg.id))[0]
      : ((await context.plane.versions.findByVersion(scope, pkg.id, version)) ??
        (await context.plane.versions.get(scope, version)));
  if (row && row.status !== 'draft' && row.packageId === pkg.id) return row;
  throw new AuthoringError(
    'VERSION_NOT_FOUND',
    `package '${manifestId}' has no sealed version${version === undefined ? '' : ` '${version}'`}`,
    {
      suggestion: 'list the sealed versions with: mda versions',
    },
  );
}
