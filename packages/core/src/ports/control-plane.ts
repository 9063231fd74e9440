/**
 * Port: everything the control plane remembers, as one bag. `transaction` hands the same bag bound to one database
 * transaction, so that a use case writes rows, event and audit together or not at all.
 * Every method takes the scope first; a row of another organization does not exist for it.
 */
import type { AdoptionPort } from './adoption.ts';
import type { ApprovalPort } from './approval.ts';
import type { BodyPort } from './body.ts';
import type { ChangeLogPort } from './change-log.ts';
import type { DraftWorkspacePort } from './draft-workspace.ts';
import type { EnvironmentPort } from './environment.ts';
import type { HealthPort } from './health.ts';
import type { HoldPort } from './hold.ts';
import type { InstallationPort } from './installation.ts';
import type { LeasePort } from './lease.ts';
import type { NotificationPort } from './notification.ts';
import type { OverlayPort } from './overlay.ts';
import type { PackagePort } from './package.ts';
import type { PackageVersionPort } from './package-version.ts';
import type { PolicyPort } from './policy.ts';
import type { RehearsalPort } from './rehearsal.ts';
import type { RunJournalPort } from './run-journal.ts';
import type { TokenPort } from './token.ts';
import type { VariablePort } from './variable.ts';
import type { VersionNoticePort } from './version-notice.ts';

export interface ControlPlane {
  readonly packages: PackagePort;
  readonly versions: PackageVersionPort;
  readonly drafts: DraftWorkspacePort;
  readonly bodies: BodyPort;
  readonly environments: EnvironmentPort;
  readonly installations: InstallationPort;
  readonly holds: HoldPort;
  readonly overlays: OverlayPort;
  readonly health: HealthPort;
  readonly policies: PolicyPort;
  readonly notices: VersionNoticePort;
  readonly variables: VariablePort;
  readonly adoptions: AdoptionPort;
  readonly approvals: ApprovalPort;
  readonly rehearsals: RehearsalPort;
  readonly tokens: TokenPort;
  readonly notifications: NotificationPort;
  readonly runs: RunJournalPort;
  readonly leases: LeasePort;
  readonly log: ChangeLogPort;
  /**
   * Runs `work` in one serialisable write transaction. Inside a transaction it joins the one that is open.
   * @throws DATABASE_UNAVAILABLE, LOCK_TIMEOUT, DISK_FULL
   */
  transaction<T>(work: (tx: ControlPlane) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

export interface TransactionOptions {
  /**
   * False: its commit is seen by everybody at once, and not waited for until it is on the disk. A power loss may take it
   * back, never what was committed after it alone. Default: true.
   */
  readonly waitsForDisk?: boolean;
}
