/** Port: install pointers (`sys_package_installation`): which version an environment runs, per package. */
import type { Scope } from '../scope.ts';

export type InstallationStatus = 'installed' | 'installing' | 'upgrading' | 'disabled' | 'error';

export interface InstallationRow {
  readonly id: string;
  readonly environmentId: string;
  readonly packageId: string;
  readonly versionId: string;
  readonly status: InstallationStatus;
  readonly enabled: boolean;
  readonly withSampleData: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly installedAt: string;
  readonly updatedAt: string;
  readonly installedBy: string;
}

export interface InstallationPort {
  current(scope: Scope, environmentId: string, packageId: string): Promise<InstallationRow | null>;
  /** Ordered by package id. */
  list(scope: Scope, environmentId: string): Promise<readonly InstallationRow[]>;
  /** Every environment that runs the version. */
  running(scope: Scope, versionId: string): Promise<readonly InstallationRow[]>;
  /** Inserts, or swings the pointer of the existing row of (environment, package). */
  activate(scope: Scope, row: InstallationRow): Promise<void>;
  remove(scope: Scope, environmentId: string, packageId: string): Promise<void>;
}
