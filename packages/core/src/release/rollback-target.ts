/** Owns which version a rollback goes back to: a sealed one of the package that the environment runs. */
import type { Context } from '../context.ts';
import { packageByManifestId } from '../draft/active-draft.ts';
import { AuthoringError } from '../error.ts';
import type { RenameForm } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import { environmentByName } from './find-environment.ts';
import type { RunRequest, RunTarget } from './run.ts';

export interface RollbackOptions {
  readonly targetEnv: string;
  /** The version before the active one when absent. */
  readonly toVersionId?: string;
  /** Needed where the environment has more than one package. */
  readonly packageId?: string;
  readonly force?: boolean;
  /** How columns are renamed back, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
  /** The plan the caller saw: a different one is PLAN_STALE. */
  readonly expectPlanHash?: string;
}

export interface RollbackTarget {
  readonly environment: EnvironmentRow;
  readonly installation: InstallationRow;
  readonly from: VersionRow | null;
  readonly to: VersionRow;
}

/** @throws ENVIRONMENT_NOT_FOUND, VERSION_NOT_FOUND, USAGE_INVALID when the package is not clear */
export async function rollbackTarget(
  context: Context,
  scope: Scope,
  options: RollbackOptions,
): Promise<RollbackTarget> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const installation = await installationOf(context, scope, environment, options);
  const from = await context.plane.versions.get(scope, installation.versionId);
  const toId = options.toVersionId ?? from?.baseVersionId;
  const to = toId == null ? null : await context.plane.versions.get(scope, toId);
  if (!to || to.status === 'draft' || to.packageId !== installation.packageId)
    throw new AuthoringError(
      'VERSION_NOT_FOUND',
      `there is no sealed version of that package to go back to in '${environment.name}'`,
      {
        suggestion: 'list the sealed versions with: mda versions, and name one with --to',
      },
    );
  return { environment, installation, from, to };
}

export function rollbackRequest(
  { environment, installation, to }: Pick<RollbackTarget, 'environment' | 'installation' | 'to'>,
  options: RollbackOptions,
): RunRequest {
  const { packageId, versionId } = installation;
  return goingBack(environment, [{ packageId, from: versionId, to: to.id }], options);
}

/** Nothing is cleaned up afterwards: whoever goes back may go forward again. */
export function goingBack(
  { id }: EnvironmentRow,
  targets: readonly RunTarget[],
  { force = false, renames, expectPlanHash }: Pick<RollbackOptions, 'force' | 'renames' | 'expectPlanHash'>,
): RunRequest {
  return {
    kind: 'rollback',
    environmentId: id,
    targets,
    force,
    keep: true,
    ...(renames === undefined ? {} : { renames }),
    ...(expectPlanHash === undefined ? {} : { expectPlanHash }),
  };
}

async function installationOf(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  options: RollbackOptions,
): Promise<InstallationRow> {
  const rows = await context.plane.installations.list(scope, environment.id);
  if (options.packageId !== undefined) {
    const pkg = await packageByManifestId(context.plane, scope, options.packageId);
    const row = rows.find((candidate) => candidate.packageId === pkg.id);
    if (row) return row;
  } else if (rows.length === 1) return rows[0] as InstallationRow;
  const { name } = environment;
  if (rows.length === 0)
    throw new AuthoringError('USAGE_INVALID', `environment '${name}' runs nothing yet`, {
      suggestion: `install a version there first, with: mda promote VERSION --to ${name}`,
    });
  if (options.packageId !== undefined)
    throw new AuthoringError('USAGE_INVALID', `environment '${name}' does not run '${options.packageId}'`, {
      suggestion: `see what it runs with: mda env show ${name}`,
    });
  throw new AuthoringError(
    'USAGE_INVALID',
    `environment '${name}' runs ${rows.length} packages: it is not clear which one to roll back`,
    { suggestion: 'name the package with --package ID' },
  );
}
