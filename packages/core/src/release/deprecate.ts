/**
 * Owns taking a version out of use: environments that run it go on, new installs are blocked. A yank is the same for
 * ever and for everybody, and says why.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { assertReason } from '../govern/reason.ts';
import type { VersionNotice } from '../ports/version-notice.ts';
import type { Scope } from '../scope.ts';
import { assertVersionTransition } from './version-state.ts';

export interface DeprecateOptions {
  readonly reason?: string;
  /** Nobody may install it any more, also with `allowDeprecated`. Needs a reason, and is never taken back. */
  readonly yank?: boolean;
}

/** Idempotent; what was yanked stays so. @throws VERSION_NOT_FOUND, USAGE_INVALID for a yank without a reason */
export async function deprecate(
  context: Context,
  scope: Scope,
  versionId: string,
  { reason, yank = false }: DeprecateOptions = {},
): Promise<VersionNotice> {
  context.authorize(scope, 'deprecate', null);
  const said = reason?.trim() || null;
  if (said !== null) assertReason(said, 'it');
  return context.plane.transaction(async (tx) => {
    const version = await tx.versions.get(scope, versionId);
    if (!version || version.status === 'draft')
      throw new AuthoringError('VERSION_NOT_FOUND', `there is no sealed version '${versionId}'`, {
        suggestion: 'list the sealed versions with: mda versions',
      });
    const before = await tx.notices.get(scope, versionId);
    const yanked = yank || before?.yanked === true;
    const notice = { versionId, yanked, reason: said ?? before?.reason ?? null };
    if (yanked && notice.reason === null)
      throw new AuthoringError(
        'USAGE_INVALID',
        `version ${version.version} cannot be yanked without a reason`,
        {
          suggestion: 'say why with --reason: everybody who runs it is told',
        },
      );
    const known = before !== null && before.yanked === yanked && before.reason === notice.reason;
    if (version.status === 'deprecated' && known) return before;
    if (version.status !== 'deprecated') {
      assertVersionTransition(version.status, 'deprecated');
      await tx.versions.deprecate(scope, versionId);
    }
    const at = context.clock.now();
    const put = { ...notice, at, by: scope.principal.id };
    await tx.notices.put(scope, put);
    await tx.log.record(scope, {
      op: yanked ? 'version.yanked' : 'version.deprecated',
      packageId: version.packageId,
      versionId,
      data: { reason: notice.reason },
      at,
    });
    return put;
  });
}
