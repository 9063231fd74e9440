/** Owns install pointers in `sys_package_installation`: one version of a package per environment. */
import type {
  InstallationPort,
  InstallationRow,
  InstallationStatus,
  Scope,
} from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type InstallationStatements = ReturnType<typeof installationStatements>;

type InstallationValues = Omit<InstallationRow, 'settings'> & {
  readonly org: string;
  readonly settings: string;
};

export function installationStatements({ db }: ControlDialect) {
  const select = db
    .selectFrom('sys_package_installation')
    .select([
      'id',
      'environment_id',
      'package_id',
      'package_version_id',
      'status',
      'enabled',
      'with_sample_data',
      'settings',
      'installed_at',
      'updated_at',
      'installed_by',
    ]);
  return {
    current: statement<{ org: string; environmentId: string; packageId: string }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('package_id', '=', v.packageId),
    ),
    list: statement<{ org: string; environmentId: string }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .orderBy('package_id'),
    ),
    running: statement<{ org: string; versionId: string }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('package_version_id', '=', v.versionId)
        .orderBy('environment_id'),
    ),
    activate: statement<InstallationValues>()((v) =>
      db
        .insertInto('sys_package_installation')
        .values({
          id: v.id,
          organization_id: v.org,
          environment_id: v.environmentId,
          package_id: v.packageId,
          package_version_id: v.versionId,
          status: v.status,
          enabled: v.enabled,
          with_sample_data: v.withSampleData,
          settings: v.settings,
          installed_at: v.installedAt,
          updated_at: v.updatedAt,
          installed_by: v.installedBy,
          error_message: null,
        })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'environment_id', 'package_id']).doUpdateSet((set) => ({
            installed_at: set.ref('excluded.installed_at'),
            installed_by: set.ref('excluded.installed_by'),
            package_version_id: set.ref('excluded.package_version_id'),
            status: set.ref('excluded.status'),
            enabled: set.ref('excluded.enabled'),
            with_sample_data: set.ref('excluded.with_sample_data'),
            settings: set.ref('excluded.settings'),
            updated_at: set.ref('excluded.updated_at'),
            error_message: null,
          })),
        ),
    ),
    remove: statement<{ org: string; environmentId: string; packageId: string }>()((v) =>
      db
        .deleteFrom('sys_package_installation')
        .where('organization_id', '=', v.org)
        .where('environment_id', '=', v.environmentId)
        .where('package_id', '=', v.packageId),
    ),
  };
}

export class InstallationStore implements InstallationPort {
  readonly #at: StoreContext;
  readonly #statements: InstallationStatements;

  constructor(at: StoreContext, statements: InstallationStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async current(scope: Scope, environmentId: string, packageId: string): Promise<InstallationRow | null> {
    const values = { org: scope.orgId, environmentId, packageId };
    const row = await this.#at.session.first(this.#statements.current, values);
    return row && toInstallation(row);
  }

  async list(scope: Scope, environmentId: string): Promise<readonly InstallationRow[]> {
    const rows = await this.#at.session.all(this.#statements.list, { org: scope.orgId, environmentId });
    return rows.map(toInstallation);
  }

  async running(scope: Scope, versionId: string): Promise<readonly InstallationRow[]> {
    const rows = await this.#at.session.all(this.#statements.running, { org: scope.orgId, versionId });
    return rows.map(toInstallation);
  }

  /** An existing row keeps its id. */
  async activate(scope: Scope, row: InstallationRow): Promise<void> {
    const values = { ...row, org: scope.orgId, settings: JSON.stringify(row.settings) };
    await this.#at.session.write(this.#statements.activate, values);
  }

  async remove(scope: Scope, environmentId: string, packageId: string): Promise<void> {
    await this.#at.session.write(this.#statements.remove, { org: scope.orgId, environmentId, packageId });
  }
}

function toInstallation(row: {
  id: string;
  environment_id: string;
  package_id: string;
  package_version_id: string;
  status: string;
  enabled: boolean | number;
  with_sample_data: boolean | number;
  settings: string;
  installed_at: string;
  updated_at: string;
  installed_by: string;
}): InstallationRow {
  return {
    id: row.id,
    environmentId: row.environment_id,
    packageId: row.package_id,
    versionId: row.package_version_id,
    status: row.status as InstallationStatus,
    enabled: Boolean(row.enabled),
    withSampleData: Boolean(row.with_sample_data),
    settings: JSON.parse(row.settings) as Readonly<Record<string, unknown>>,
    installedAt: row.installed_at,
    updatedAt: row.updated_at,
    installedBy: row.installed_by,
  };
}
