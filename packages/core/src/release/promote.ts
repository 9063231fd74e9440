/**
 * Owns promotion: the same sealed bytes in another environment, after checking them, by that environment's own plan. A
 * train is several packages at once: one run, one plan, and all pointers move in one transaction or none.
 */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { assertNotYanked } from '../depend/assert-not-yanked.ts';
import { dependenciesOf } from '../depend/package-needs.ts';
import { installOrderOf, type PackageInSet } from '../depend/resolve-dependencies.ts';
import { AuthoringError, invariant } from '../error.ts';
import type { RenameForm } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { VersionRow } from '../ports/package-version.ts';
import { type Rehearsal, rehearse } from '../rehearse/rehearse.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult, OnProgress, PromoteResult } from '../service-types.ts';
import { holdAsked } from './activation-time.ts';
import { diffTargets } from './diff-draft.ts';
import { environmentByName } from './find-environment.ts';
import { manifestOf } from './manifest-facts.ts';
import { release } from './publish.ts';
import type { RunRequest, RunTarget } from './run.ts';

export interface PromoteOptions {
  readonly targetEnv: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly hold?: boolean;
  /** When it goes live: it is held until then. With its offset from UTC. */
  readonly activateAt?: string;
  readonly allowDeprecated?: boolean;
  readonly expectPlanHash?: string;
  /** Why it cannot wait for a change window or for all approvals; one other person has to agree. */
  readonly emergency?: string;
  /** How columns are renamed, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
  /** Id of a version whose values come back where they are held. */
  readonly restores?: string;
}

/**
 * @param versionIds several: a train, of one version each of different packages
 * @throws VERSION_NOT_FOUND, ENVIRONMENT_TYPE_FORBIDDEN for a preview, VERSION_YANKED, NOTHING_TO_PROMOTE when all of it
 * runs there already, CHECKSUM_MISMATCH, and whatever a publish throws
 */
export async function promote(
  context: Context,
  scope: Scope,
  versionIds: string | readonly string[],
  options: PromoteOptions,
  onProgress?: OnProgress,
): Promise<PromoteResult | DiffResult> {
  const { environment, asked, moving } = await promoteRequest(context, scope, versionIds, options);
  context.authorize(scope, options.dryRun ? 'read' : 'promote', environment);
  if (options.dryRun) return diffTargets(context, scope, environment, asked);
  return release(context, scope, environment, moving(), onProgress);
}

/** The same on a copy of the environment: no pointer moves. */
export async function rehearsePromote(
  context: Context,
  scope: Scope,
  versionIds: string | readonly string[],
  options: PromoteOptions,
  onProgress?: OnProgress,
): Promise<Rehearsal> {
  const { environment, moving } = await promoteRequest(context, scope, versionIds, options);
  return rehearse(context, scope, environment, moving(), onProgress);
}

async function promoteRequest(
  context: Context,
  scope: Scope,
  versionIds: string | readonly string[],
  options: PromoteOptions,
): Promise<{
  readonly environment: EnvironmentRow;
  /** With every version that was named. */
  readonly asked: RunRequest;
  /** Without those that run there already. @throws NOTHING_TO_PROMOTE */
  readonly moving: () => RunRequest;
}> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const versions: VersionRow[] = [];
  for (const id of typeof versionIds === 'string' ? [versionIds] : versionIds)
    versions.push(await promotable(context, scope, id, options));
  const targets = await trainOf(context, scope, environment, versions);
  const asked: RunRequest = {
    kind: 'promote',
    environmentId: environment.id,
    targets,
    force: options.force ?? false,
    ...holdAsked(options, context.clock.now()),
    ...(options.renames === undefined ? {} : { renames: options.renames }),
    ...(options.restores === undefined ? {} : { restores: options.restores }),
    ...(options.expectPlanHash === undefined ? {} : { expectPlanHash: options.expectPlanHash }),
    ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
  };
  const moving = () => ({ ...asked, targets: movesOf(environment, targets, versions) });
  return { environment, asked, moving };
}

/** @throws VERSION_NOT_FOUND, ENVIRONMENT_TYPE_FORBIDDEN, VERSION_YANKED, VERSION_DEPRECATED */
async function promotable(
  { plane }: Context,
  scope: Scope,
  versionId: string,
  { allowDeprecated }: PromoteOptions,
): Promise<VersionRow> {
  const version = await plane.versions.get(scope, versionId);
  if (!version || version.status === 'draft')
    throw new AuthoringError('VERSION_NOT_FOUND', `there is no sealed version '${versionId}'`, {
      suggestion: 'list the sealed versions with: mda versions',
    });
  if (version.isPreview)
    throw new AuthoringError('ENVIRONMENT_TYPE_FORBIDDEN', `preview '${version.version}' is never promoted`, {
      suggestion: 'publish the draft, then promote the sealed version',
    });
  await assertNotYanked(plane, scope, {
    kind: 'promote',
    targets: [{ packageId: version.packageId, from: null, to: versionId }],
  });
  if (version.status === 'deprecated' && !allowDeprecated)
    throw new AuthoringError(
      'VERSION_DEPRECATED',
      `version ${version.version} is deprecated and blocks new installs`,
      {
        suggestion: 'promote a newer version, or repeat with --allow-deprecated',
      },
    );
  return version;
}

/** The targets in the order of their dependencies. @throws USAGE_INVALID when two are of one package, or there are none */
async function trainOf(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  versions: readonly VersionRow[],
): Promise<readonly RunTarget[]> {
  const { plane } = context;
  const packages = new Map<
    string,
    Pick<PackageInSet, 'packageId' | 'needs'> & { readonly target: RunTarget }
  >();
  for (const { id, packageId, version } of versions) {
    const pkg = await plane.packages.get(scope, packageId);
    invariant(pkg, `version '${id}' names a package that is not there`);
    if (packages.has(pkg.manifestId))
      throw new AuthoringError('USAGE_INVALID', `'${pkg.manifestId}' is named twice, also at ${version}`, {
        suggestion: 'an environment runs one version of a package: name the one that is to go live',
      });
    const current = await plane.installations.current(scope, environment.id, packageId);
    const { index } = await versionContent(context, plane, scope, id);
    packages.set(pkg.manifestId, {
      packageId: pkg.manifestId,
      needs: dependenciesOf(await manifestOf(context, plane, scope, index)),
      target: { packageId, from: current?.versionId ?? null, to: id },
    });
  }
  if (packages.size === 0)
    throw new AuthoringError('USAGE_INVALID', 'no version is named that could go live', {
      suggestion: 'name one, as in: mda promote 1.2.0 --to staging',
    });
  const { installOrder } = installOrderOf([...packages.values()]);
  return installOrder.flatMap((id) => packages.get(id)?.target ?? []);
}

/** Without those that run there already. @throws NOTHING_TO_PROMOTE when that is all of them */
function movesOf(
  { name }: EnvironmentRow,
  targets: readonly RunTarget[],
  versions: readonly VersionRow[],
): readonly RunTarget[] {
  const moves = targets.filter(({ from, to }) => from !== to);
  if (moves.length > 0) return moves;
  const numbers = versions.map(({ version }) => version).join(', ');
  throw new AuthoringError('NOTHING_TO_PROMOTE', `'${name}' runs ${numbers} already`, {
    details: { environment: name, versions: versions.map(({ id, version }) => ({ id, version })) },
    suggestion: `see what it runs with: mda env show ${name}; tables that differ from it come back with: mda reconcile --env ${name} --repair`,
  });
}
