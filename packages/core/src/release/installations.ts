/**
 * Owns what people set for an installation: whether it is enabled, its settings, whether the runtime loads its sample
 * data. All of it stays over promotions and rollbacks. A disabled package leaves the artifact, never the tables.
 */
import type { Context } from '../context.ts';
import { packageByManifestId } from '../draft/active-draft.ts';
import { AuthoringError } from '../error.ts';
import { policyOf } from '../govern/approval-demand.ts';
import { assertOpen } from '../govern/change-times.ts';
import { canonicalJson } from '../metadata/canonical-json.ts';
import { checkParsed } from '../metadata/check-parsed.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { Scope } from '../scope.ts';
import { assertNotNeeded } from './dependents.ts';
import { installedPackages } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';

export interface InstallationView {
  readonly environment: string;
  /** manifestId. */
  readonly package: string;
  readonly version: string;
  readonly versionId: string;
  readonly enabled: boolean;
  readonly withSampleData: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly installedAt: string;
  readonly updatedAt: string;
  readonly installedBy: string;
}

/** What is absent stays as it is. */
export interface InstallationChange {
  readonly enabled?: boolean;
  /** The runtime loads the seeds of the version when it starts next; nothing here ever writes a row. */
  readonly withSampleData?: boolean;
  /** All of them: a JSON object that nobody checked. */
  readonly settings?: unknown;
}

/** @throws ENVIRONMENT_NOT_FOUND, PACKAGE_NOT_FOUND, also where it is not installed */
export async function showInstallation(
  context: Context,
  scope: Scope,
  manifestId: string,
  name: string,
): Promise<InstallationView> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  return viewOf(context.plane, scope, environment, manifestId);
}

/**
 * @throws as `showInstallation`; ROLE_FORBIDDEN; USAGE_INVALID when the settings are no object; PACKAGE_IN_USE when an
 * enabled package needs a disabled one; CHANGE_FROZEN outside the change windows. What goes wrong can be disabled at any time
 */
export async function setInstallation(
  context: Context,
  scope: Scope,
  manifestId: string,
  name: string,
  change: InstallationChange,
): Promise<InstallationView> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'configure_package', environment);
  const onlyDisables =
    change.enabled === false && change.settings === undefined && change.withSampleData === undefined;
  if (!onlyDisables) {
    const { policy } = await policyOf(context, scope, environment);
    assertOpen(environment, policy, context.clock.now(), 'wait for it; only disabling is possible now');
  }
  const settings = change.settings === undefined ? undefined : checkedSettings(change.settings);
  return context.plane.transaction(async (tx) => {
    const before = await installationIn(tx, scope, environment, manifestId);
    const after: InstallationRow = {
      ...before,
      enabled: change.enabled ?? before.enabled,
      withSampleData: change.withSampleData ?? before.withSampleData,
      settings: settings ?? before.settings,
    };
    if (after.enabled !== before.enabled) await assertEnabledFit(context, tx, scope, environment, after);
    const changed = changedSettings(before.settings, after.settings);
    const isSame =
      after.enabled === before.enabled &&
      after.withSampleData === before.withSampleData &&
      changed.length === 0;
    if (isSame) return viewOf(tx, scope, environment, manifestId);
    const at = context.clock.now();
    await tx.installations.activate(scope, { ...after, updatedAt: at });
    await tx.log.record(scope, {
      op: 'installation.changed',
      packageId: after.packageId,
      environmentId: environment.id,
      versionId: after.versionId,
      // Settings may be nobody's business: the log says which of them changed, not to what.
      data: { enabled: after.enabled, withSampleData: after.withSampleData, changedSettings: changed },
      at,
    });
    return viewOf(tx, scope, environment, manifestId);
  });
}

/** No package that is enabled may need one that is not. @throws PACKAGE_IN_USE */
async function assertEnabledFit(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  changed: InstallationRow,
): Promise<void> {
  const installed = await installedPackages(context, tx, scope, environment.id);
  const isEnabled = ({ packageId, installation }: (typeof installed)[number]) =>
    packageId === changed.packageId ? changed.enabled : installation.enabled;
  await assertNotNeeded(
    context,
    tx,
    scope,
    environment,
    installed.filter((one) => !isEnabled(one)),
    installed.filter(isEnabled),
  );
}

function checkedSettings(settings: unknown): Readonly<Record<string, unknown>> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new AuthoringError('USAGE_INVALID', 'the settings are no JSON object', {
      suggestion: 'write them as {"name": value, …}; {} clears them',
    });
  return checkParsed(settings) as Readonly<Record<string, unknown>>;
}

function changedSettings(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] {
  const text = (settings: Readonly<Record<string, unknown>>, name: string) =>
    Object.hasOwn(settings, name) ? canonicalJson(settings[name]) : null;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => text(before, name) !== text(after, name)).sort();
}

async function installationIn(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  manifestId: string,
): Promise<InstallationRow> {
  const pkg = await packageByManifestId(plane, scope, manifestId);
  const row = await plane.installations.current(scope, environment.id, pkg.id);
  if (row) return row;
  throw notInstalled(environment, manifestId);
}

/** @returns the error for a package that is known and not installed there */
export function notInstalled({ name }: EnvironmentRow, manifestId: string): AuthoringError {
  return new AuthoringError('PACKAGE_NOT_FOUND', `'${name}' does not run '${manifestId}'`, {
    details: { environment: name, package: manifestId },
    suggestion: `see what it runs with: mda env show ${name}`,
  });
}

async function viewOf(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  manifestId: string,
): Promise<InstallationView> {
  const row = await installationIn(plane, scope, environment, manifestId);
  const version = await plane.versions.get(scope, row.versionId);
  const { versionId, enabled, withSampleData, settings, installedAt, updatedAt, installedBy } = row;
  return {
    environment: environment.name,
    package: manifestId,
    version: version?.version ?? versionId,
    versionId,
    enabled,
    withSampleData,
    settings,
    installedAt,
    updatedAt,
    installedBy,
  };
}
