/** Owns promotion: the same sealed bytes in another environment, after checking them, by that environment's own plan. */
import type { Context } from '../context.ts';
import { assertNotYanked } from '../depend/assert-not-yanked.ts';
import { AuthoringError } from '../error.ts';
import type { RenameForm } from '../policy/rename-form.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult, OnProgress, PromoteResult } from '../service-types.ts';
import { diffVersion } from './diff-draft.ts';
import { environmentByName } from './find-environment.ts';
import { release } from './publish.ts';

export interface PromoteOptions {
  readonly targetEnv: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly hold?: boolean;
  readonly allowDeprecated?: boolean;
  readonly expectPlanHash?: string;
  /** Why it cannot wait for a change window or for all approvals; one other person has to agree. */
  readonly emergency?: string;
  /** How columns are renamed, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
}

/** @throws VERSION_NOT_FOUND, ENVIRONMENT_TYPE_FORBIDDEN for a preview, VERSION_YANKED, CHECKSUM_MISMATCH, and whatever a publish throws */
export async function promote(
  context: Context,
  scope: Scope,
  versionId: string,
  options: PromoteOptions,
  onProgress?: OnProgress,
): Promise<PromoteResult | DiffResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const version = await context.plane.versions.get(scope, versionId);
  if (!version || version.status === 'draft')
    throw new AuthoringError('VERSION_NOT_FOUND', `there is no sealed version '${versionId}'`, {
      suggestion: 'list the sealed versions with: mda versions',
    });
  if (version.isPreview)
    throw new AuthoringError('ENVIRONMENT_TYPE_FORBIDDEN', `preview '${version.version}' is never promoted`, {
      suggestion: 'publish the draft, then promote the sealed version',
    });
  await assertNotYanked(context.plane, scope, {
    kind: 'promote',
    targets: [{ packageId: version.packageId, from: null, to: versionId }],
  });
  if (version.status === 'deprecated' && !options.allowDeprecated)
    throw new AuthoringError(
      'VERSION_DEPRECATED',
      `version ${version.version} is deprecated and blocks new installs`,
      {
        suggestion: 'promote a newer version, or repeat with --allow-deprecated',
      },
    );
  if (options.dryRun) return diffVersion(context, scope, versionId, environment, options.renames);
  const current = await context.plane.installations.current(scope, environment.id, version.packageId);
  return release(
    context,
    scope,
    environment,
    {
      kind: 'promote',
      environmentId: environment.id,
      targets: [{ packageId: version.packageId, from: current?.versionId ?? null, to: versionId }],
      force: options.force ?? false,
      ...(options.hold === undefined ? {} : { hold: options.hold }),
      ...(options.renames === undefined ? {} : { renames: options.renames }),
      ...(options.expectPlanHash === undefined ? {} : { expectPlanHash: options.expectPlanHash }),
      ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
    },
    onProgress,
  );
}
