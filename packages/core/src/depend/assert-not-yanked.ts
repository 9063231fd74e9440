/** Owns that a yanked version comes nowhere any more: not by a promotion, not by a rollback, whatever is asked for. */
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { RunRequest } from '../release/run.ts';
import type { Scope } from '../scope.ts';

/**
 * Asked when the run is wished for, and again in the transaction in which it would go live.
 * @throws VERSION_YANKED with the reason
 */
export async function assertNotYanked(
  plane: ControlPlane,
  scope: Scope,
  { kind, targets }: Pick<RunRequest, 'kind' | 'targets'>,
): Promise<void> {
  // Only these bring a version that was sealed before.
  if (kind !== 'promote' && kind !== 'rollback') return;
  for (const { to } of targets) {
    const notice = to === null ? null : await plane.notices.get(scope, to);
    if (!notice?.yanked) continue;
    const version = (await plane.versions.get(scope, notice.versionId))?.version ?? notice.versionId;
    throw new AuthoringError('VERSION_YANKED', `version ${version} was yanked: ${notice.reason}`, {
      details: { version, reason: notice.reason, by: notice.by, at: notice.at },
      suggestion: 'take another version: mda versions lists them',
    });
  }
}
