/**
 * Port: package versions (`sys_package_version`). A version moves draft → published → deprecated, never back.
 * Sealed bytes never change: implementations refuse an update of manifest, checksum or version of a sealed row.
 */

import type { Fact } from '../metadata/fact.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import type { Scope } from '../scope.ts';

export type VersionStatus = 'draft' | 'published' | 'deprecated';

export interface VersionRow {
  readonly id: string;
  readonly packageId: string;
  /** Semver once sealed; `0.0.0-draft.<id>` before; `0.0.0-preview.<n>` for a preview snapshot. */
  readonly version: string;
  readonly status: VersionStatus;
  /** 64 hex of the sealed bytes; null while draft. */
  readonly checksum: string | null;
  /** What the draft was opened on; null for the first version. */
  readonly baseVersionId: string | null;
  /** A frozen preview snapshot: installable in development, sandbox, preview only, never promoted. */
  readonly isPreview: boolean;
  readonly releaseNotes: string | null;
  readonly createdAt: string;
  readonly publishedAt: string | null;
  readonly createdBy: string;
}

export interface SealedContent {
  readonly version: string;
  readonly checksum: string;
  /** The sealed bytes: canonical `{format, renames, stack}` in UTF-8. */
  readonly bytes: Uint8Array;
  readonly index: ItemIndex;
  readonly facts: readonly Fact[];
  readonly publishedAt: string;
  readonly releaseNotes: string | null;
}

export interface PackageVersionPort {
  get(scope: Scope, id: string): Promise<VersionRow | null>;
  findByVersion(scope: Scope, packageId: string, version: string): Promise<VersionRow | null>;
  /** Newest first by publishedAt then id; drafts are left out; previews only when asked for. */
  listSealed(
    scope: Scope,
    packageId: string,
    options?: { readonly previews?: boolean },
  ): Promise<readonly VersionRow[]>;
  insertDraft(scope: Scope, row: VersionRow): Promise<void>;
  /** Inserts an already sealed row (preview snapshots, imported bundles). @throws VERSION_EXISTS */
  insertSealed(scope: Scope, row: VersionRow, content: SealedContent): Promise<void>;
  /** draft → published in one update. @throws VERSION_EXISTS, DRAFT_SEALED when the row is no draft any more */
  seal(scope: Scope, id: string, content: SealedContent): Promise<void>;
  /** published → deprecated. */
  deprecate(scope: Scope, id: string): Promise<void>;
  /** Item index and rename facts of a sealed version (a private derivable row, without touching the bytes). */
  index(
    scope: Scope,
    id: string,
  ): Promise<{ readonly index: ItemIndex; readonly facts: readonly Fact[] } | null>;
  /**
   * The same twice: nobody but this process wrote the version in between, with whatever tool. Inside a transaction, as it
   * is once that has committed. It may differ where nobody did. null: there is no such version.
   */
  stamp(scope: Scope, id: string): Promise<string | null>;
  /** Sealed bytes as stored, UTF-8; null: it is a draft, or not there. The caller verifies the checksum. */
  sealedBytes(scope: Scope, id: string): Promise<Uint8Array | null>;
}
