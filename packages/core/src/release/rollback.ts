/**
 * Owns rollback: the pointer goes back to a sealed version, what can be reversed is reversed, what is held comes back
 * with its values. It is a forward event: history is never rewritten.
 */

import type { Context } from '../context.ts';
import { packageByManifestId } from '../draft/active-draft.ts';
import { AuthoringError } from '../error.ts';
import { type RenameForm, renameFormOf } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress, PromoteResult, RollbackPreview } from '../service-types.ts';
import { installedPackages, withPackage } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import { freezeSealed } from './freeze.ts';
import { pendingContract } from './pending-contract.ts';
import { planEnvironment } from './plan-environment.ts';
import { release } from './publish.ts';
import { restorableHolds } from './restorable-holds.ts';

export interface RollbackOptions {
  readonly targetEnv: string;
  /** The version before the active one when absent. */
  readonly toVersionId?: string;
  /** Needed where the environment has more than one package. */
  readonly packageId?: string;
  readonly force?: boolean;
  /** How columns are renamed back, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
}

interface RollbackTarget {
  readonly environment: EnvironmentRow;
  readonly installation: InstallationRow;
  readonly from: VersionRow | null;
  readonly to: VersionRow;
}

export async function rollback(
  context: Context,
  scope: Scope,
  options: RollbackOptions,
  onProgress?: OnProgress,
): Promise<PromoteResult> {
  const { environment, installation, to } = await resolve(context, scope, options);
  return release(
    context,
    scope,
    environment,
    {
      kind: 'rollback',
      environmentId: environment.id,
      targets: [{ packageId: installation.packageId, from: installation.versionId, to: to.id }],
      force: options.force ?? false,
      keep: true,
      ...(options.renames === undefined ? {} : { renames: options.renames }),
    },
    onProgress,
  );
}

export async function rollbackPreview(
  context: Context,
  scope: Scope,
  options: RollbackOptions,
): Promise<RollbackPreview> {
  const { environment, from, to } = await resolve(context, scope, options);
  context.authorize(scope, 'read', environment);
  const frozen = await freezeSealed(context, context.plane, scope, to.id);
  const before = await installedPackages(context, context.plane, scope, environment.id);
  const { plan } = await planEnvironment(context, context.plane, scope, {
    before,
    after: withPackage(before, frozen.package.packageId, frozen.package),
    pending: (await pendingContract(context.plane, scope, environment.id)).steps,
    salt: '',
    engine: environment.engine,
    renameForm: options.renames ?? renameFormOf(environment.type),
    holds: await restorableHolds(context.plane, scope, environment.id, [{ to: to.id }]),
  });
  const name = ({ table, column }: { table: string; column?: string }) =>
    column === undefined ? table : `${table}.${column}`;
  const steps = plan.steps.map(({ step }) => step);
  const restored = steps.flatMap((step) => {
    if (step.kind === 'restore_table') return [step.table];
    if (step.kind === 'swap_column' && step.down === null) return [`${step.table}.${step.column.name}`];
    if (step.kind === 'turn_sync' && step.returns) return [`${step.table}.${step.column.name}`];
    return step.kind === 'restore_column' ? [`${step.table}.${step.column.name}`] : [];
  });
  return {
    environment: environment.name,
    from: from?.version ?? null,
    to: to.version,
    lost: plan.changes
      .filter(
        ({ kind, destructive }) => destructive && (kind === 'modify_column' || kind === 'rename_column'),
      )
      .map(name),
    kept: steps.flatMap((step) =>
      step.kind === 'hold_table'
        ? [step.table]
        : step.kind === 'hold_column' || step.kind === 'swap_column'
          ? [`${step.table}.${step.column.name}`]
          : step.kind === 'retire_column'
            ? [`${step.table}.${step.old.name}`]
            : [],
    ),
    restorable: restored,
  };
}

/** @throws VERSION_NOT_FOUND, USAGE_INVALID when the package is not clear */
async function resolve(context: Context, scope: Scope, options: RollbackOptions): Promise<RollbackTarget> {
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
  throw new AuthoringError(
    'USAGE_INVALID',
    `environment '${environment.name}' runs ${rows.length} packages: it is not clear which one to roll back`,
    {
      suggestion: 'name the package with --package ID',
    },
  );
}
