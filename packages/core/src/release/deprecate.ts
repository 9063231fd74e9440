/** Owns deprecating a version: installs that exist go on, new ones are blocked. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { Scope } from '../scope.ts';
import { assertVersionTransition } from './version-state.ts';

/** Idempotent. @throws VERSION_NOT_FOUND */
export async function deprecate(context: Context, scope: Scope, versionId: string): Promise<void> {
  context.authorize(scope, 'deprecate', null);
  await context.plane.transaction(async (tx) => {
    const version = await tx.versions.get(scope, versionId);
    if (!version || version.status === 'draft')
      throw new AuthoringError('VERSION_NOT_FOUND', `there is no sealed version '${versionId}'`, {
        suggestion: 'list the sealed versions with: mda versions',
      });
    if (version.status === 'deprecated') return;
    assertVersionTransition(version.status, 'deprecated');
    await tx.versions.deprecate(scope, versionId);
    await tx.log.record(scope, {
      op: 'version.deprecated',
      packageId: version.packageId,
      versionId,
      at: context.clock.now(),
    });
  });
}
