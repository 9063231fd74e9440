/** Owns removing an environment by name: one made for a while with its database, any other without touching its database. */
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { AuthoringError } from '../error.ts';
import { environmentByName } from '../release/find-environment.ts';
import { assertNothingHalfDone } from '../release/half-done.ts';
import { takeLease } from '../release/take-lease.ts';
import type { Scope } from '../scope.ts';
import { endCopy, forgetEnvironment } from './end-copy.ts';

export interface RemovedEnvironment {
  readonly name: string;
  readonly databaseDropped: boolean;
}

/**
 * @throws ENVIRONMENT_IN_USE naming what is installed there, ENVIRONMENT_LOCKED while a run is at work, ROLE_FORBIDDEN, and what
 * ends a preview
 */
export async function removeEnvironment(
  context: Context,
  scope: Scope,
  name: string,
): Promise<RemovedEnvironment> {
  const environment = await environmentByName(context.plane, scope, name);
  const { ephemeral } = environment;
  const own = ephemeral?.createdBy === scope.principal.id;
  context.authorize(scope, own ? 'preview' : 'manage_environment', environment);
  if (ephemeral) {
    await endCopy(context, scope, environment, 'removed');
    return { name: environment.name, databaseDropped: true };
  }
  await context.plane.transaction(async (tx) => {
    const run = context.ids.next();
    const lease = await takeLease(context, tx, scope, environment.id, run);
    const installed = await tx.installations.list(scope, environment.id);
    if (installed.length > 0) {
      const packages = [];
      const ways = [];
      for (const { packageId, versionId } of installed) {
        const pkg = await tx.packages.get(scope, packageId);
        const version = await tx.versions.get(scope, versionId);
        packages.push(`${pkg?.manifestId ?? packageId} ${version?.version ?? versionId}`);
        ways.push(`mda uninstall ${pkg?.manifestId ?? packageId} --env ${environment.name}`);
      }
      throw new AuthoringError(
        'ENVIRONMENT_IN_USE',
        `'${environment.name}' runs ${counted(packages.length, 'package')}: ${packages.join(', ')}`,
        {
          details: { environment: environment.name, packages },
          suggestion: `take it out first, what needs others before them: ${ways.join(', ')}; a runtime that loads from there finds nothing then`,
        },
      );
    }
    await assertNothingHalfDone(tx, scope, environment, null);
    await forgetEnvironment(context, tx, scope, environment, 'removed');
    await tx.leases.release(scope, lease);
  });
  return { name: environment.name, databaseDropped: false };
}
