/**
 * Port: what was said of a sealed version when it was taken out of use (`_authoring_version_notice`). Apart from the
 * version's own row, which is sealed.
 */
import type { Scope } from '../scope.ts';

export interface VersionNotice {
  readonly versionId: string;
  /** Nobody may install it any more, whatever they ask for; false: it is only deprecated. */
  readonly yanked: boolean;
  readonly reason: string | null;
  readonly at: string;
  readonly by: string;
}

export interface VersionNoticePort {
  get(scope: Scope, versionId: string): Promise<VersionNotice | null>;
  /** Replaces what was said before. */
  put(scope: Scope, notice: VersionNotice): Promise<void>;
}
