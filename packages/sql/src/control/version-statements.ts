/** Owns the statements of version-store.ts. Only one of them reads the sealed bytes, and only that. */
import type { VersionRow, VersionStatus } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';

export type VersionStatements = ReturnType<typeof versionStatements>;

interface InsertValues extends VersionRow {
  readonly org: string;
  readonly at: string;
  readonly isPreRelease: boolean;
  readonly publishedBy: string | null;
  readonly bytes: Uint8Array | null;
}

interface SealValues {
  readonly org: string;
  readonly id: string;
  readonly version: string;
  readonly checksum: string;
  readonly bytes: Uint8Array;
  readonly publishedAt: string;
  readonly releaseNotes: string | null;
  readonly isPreRelease: boolean;
  readonly by: string;
  readonly at: string;
}

export function versionStatements({ db, utf8, bytesOf, stamp }: ControlDialect) {
  const select = db
    .selectFrom('sys_package_version')
    .select([
      'id',
      'package_id',
      'version',
      'status',
      'checksum',
      'base_version_id',
      'is_preview',
      'release_notes',
      'created_at',
      'published_at',
      'created_by',
    ]);
  const sealed = select.where('status', '<>', 'draft').orderBy('published_at', 'desc').orderBy('id', 'desc');
  return {
    get: statement<{ org: string; id: string }>()((v) =>
      select.where('organization_id', '=', v.org).where('id', '=', v.id),
    ),
    findByVersion: statement<{ org: string; packageId: string; version: string }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('package_id', '=', v.packageId)
        .where('version', '=', v.version),
    ),
    listSealed: statement<{ org: string; packageId: string }>()((v) =>
      sealed
        .where('organization_id', '=', v.org)
        .where('package_id', '=', v.packageId)
        .where('is_preview', '=', false),
    ),
    listSealedAndPreviews: statement<{ org: string; packageId: string }>()((v) =>
      sealed.where('organization_id', '=', v.org).where('package_id', '=', v.packageId),
    ),
    insert: statement<InsertValues>()((v) =>
      db
        .insertInto('sys_package_version')
        .values({
          id: v.id,
          organization_id: v.org,
          package_id: v.packageId,
          version: v.version,
          status: v.status,
          checksum: v.checksum,
          base_version_id: v.baseVersionId,
          is_preview: v.isPreview,
          is_pre_release: v.isPreRelease,
          release_notes: v.releaseNotes,
          published_at: v.publishedAt,
          published_by: v.publishedBy,
          created_at: v.createdAt,
          updated_at: v.at,
          created_by: v.createdBy,
          manifest_json: utf8(v.bytes),
        })
        .onConflict((conflict) => conflict.columns(['organization_id', 'package_id', 'version']).doNothing()),
    ),
    seal: statement<SealValues>()((v) =>
      db
        .updateTable('sys_package_version')
        .set({
          status: 'published',
          version: v.version,
          checksum: v.checksum,
          manifest_json: utf8(v.bytes),
          published_at: v.publishedAt,
          published_by: v.by,
          release_notes: v.releaseNotes,
          is_pre_release: v.isPreRelease,
          updated_at: v.at,
        })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('status', '=', 'draft'),
    ),
    deprecate: statement<{ org: string; id: string; at: string }>()((v) =>
      db
        .updateTable('sys_package_version')
        .set({ status: 'deprecated', updated_at: v.at })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('status', '=', 'published'),
    ),
    putIndex: statement<{ org: string; id: string; items: string; facts: string }>()((v) =>
      db
        .insertInto('_authoring_item_index')
        .values({ organization_id: v.org, version_id: v.id, items: v.items, facts: v.facts }),
    ),
    index: statement<{ org: string; id: string }>()((v) =>
      db
        .selectFrom('_authoring_item_index')
        .select(['items', 'facts'])
        .where('organization_id', '=', v.org)
        .where('version_id', '=', v.id),
    ),
    stamp: statement<{ org: string; id: string }>()((v) =>
      db
        .selectFrom('sys_package_version')
        .select(stamp.as('stamp'))
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
    sealedBytes: statement<{ org: string; id: string }>()((v) =>
      db
        .selectFrom('sys_package_version')
        .select(bytesOf('manifest_json').as('sealed'))
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
  };
}

export function toVersion(row: {
  id: string;
  package_id: string;
  version: string;
  status: string;
  checksum: string | null;
  base_version_id: string | null;
  is_preview: boolean | number;
  release_notes: string | null;
  created_at: string;
  published_at: string | null;
  created_by: string;
}): VersionRow {
  return {
    id: row.id,
    packageId: row.package_id,
    version: row.version,
    status: row.status as VersionStatus,
    checksum: row.checksum,
    baseVersionId: row.base_version_id,
    isPreview: Boolean(row.is_preview),
    releaseNotes: row.release_notes,
    createdAt: row.created_at,
    publishedAt: row.published_at,
    createdBy: row.created_by,
  };
}
