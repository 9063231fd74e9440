/** Owns the bag of stores over one session, and what it means to be inside a transaction. */
import type { ControlPlane, TransactionOptions } from '@objectstack/metadata-authoring';
import { type AdoptionStatements, AdoptionStore, adoptionStatements } from './adoption-store.ts';
import { type ApprovalStatements, ApprovalStore, approvalStatements } from './approval-store.ts';
import { type BodyStatements, BodyStore, bodyStatements } from './body-store.ts';
import { ChangeLog, type ChangeLogStatements, changeLogStatements } from './change-log.ts';
import type { ControlDialect } from './control-dialect.ts';
import { type DraftHistoryStatements, draftHistoryStatements } from './draft-history-statements.ts';
import { type DraftStatements, draftStatements } from './draft-statements.ts';
import { DraftStore } from './draft-store.ts';
import { type EnvironmentStatements, EnvironmentStore, environmentStatements } from './environment-store.ts';
import { type HealthStatements, HealthStore, healthStatements } from './health-store.ts';
import { type HoldStatements, HoldStore, holdStatements } from './hold-store.ts';
import {
  type InstallationStatements,
  InstallationStore,
  installationStatements,
} from './installation-store.ts';
import { type LeaseStatements, LeaseStore, leaseStatements } from './lease-store.ts';
import {
  type NotificationStatements,
  NotificationStore,
  notificationStatements,
} from './notification-store.ts';
import { type OverlayStatements, OverlayStore, overlayStatements } from './overlay-store.ts';
import { type PackageStatements, PackagesStore, packageStatements } from './packages-store.ts';
import { type PolicyStatements, PolicyStore, policyStatements } from './policy-store.ts';
import { type RehearsalStatements, RehearsalStore, rehearsalStatements } from './rehearsal-store.ts';
import { RunJournal } from './run-journal.ts';
import { type RunStatements, runStatements } from './run-statements.ts';
import type { StoreContext } from './store-context.ts';
import { type TokenStatements, TokenStore, tokenStatements } from './token-store.ts';
import { type VariableStatements, VariableStore, variableStatements } from './variable-store.ts';
import {
  type VersionNoticeStatements,
  VersionNoticeStore,
  versionNoticeStatements,
} from './version-notice-store.ts';
import { type VersionStatements, versionStatements } from './version-statements.ts';
import { VersionStore } from './version-store.ts';

export interface ControlStatements {
  readonly packages: PackageStatements;
  readonly versions: VersionStatements;
  readonly drafts: DraftStatements;
  readonly draftHistory: DraftHistoryStatements;
  readonly bodies: BodyStatements;
  readonly environments: EnvironmentStatements;
  readonly installations: InstallationStatements;
  readonly holds: HoldStatements;
  readonly overlays: OverlayStatements;
  readonly health: HealthStatements;
  readonly rehearsals: RehearsalStatements;
  readonly policies: PolicyStatements;
  readonly notices: VersionNoticeStatements;
  readonly variables: VariableStatements;
  readonly adoptions: AdoptionStatements;
  readonly approvals: ApprovalStatements;
  readonly tokens: TokenStatements;
  readonly notifications: NotificationStatements;
  readonly runs: RunStatements;
  readonly leases: LeaseStatements;
  readonly log: ChangeLogStatements;
}

/** Made once per open control plane; each statement compiles on its first use. */
export function controlStatements(dialect: ControlDialect): ControlStatements {
  return {
    packages: packageStatements(dialect),
    versions: versionStatements(dialect),
    drafts: draftStatements(dialect),
    draftHistory: draftHistoryStatements(dialect),
    bodies: bodyStatements(dialect),
    environments: environmentStatements(dialect),
    installations: installationStatements(dialect),
    holds: holdStatements(dialect),
    overlays: overlayStatements(dialect),
    health: healthStatements(dialect),
    rehearsals: rehearsalStatements(dialect),
    policies: policyStatements(dialect),
    notices: versionNoticeStatements(dialect),
    variables: variableStatements(dialect),
    adoptions: adoptionStatements(dialect),
    approvals: approvalStatements(dialect),
    tokens: tokenStatements(dialect),
    notifications: notificationStatements(dialect),
    runs: runStatements(dialect),
    leases: leaseStatements(dialect),
    log: changeLogStatements(dialect),
  };
}

export class SqlControlPlane implements ControlPlane {
  readonly packages: PackagesStore;
  readonly versions: VersionStore;
  readonly drafts: DraftStore;
  readonly bodies: BodyStore;
  readonly environments: EnvironmentStore;
  readonly installations: InstallationStore;
  readonly holds: HoldStore;
  readonly overlays: OverlayStore;
  readonly health: HealthStore;
  readonly rehearsals: RehearsalStore;
  readonly policies: PolicyStore;
  readonly notices: VersionNoticeStore;
  readonly variables: VariableStore;
  readonly adoptions: AdoptionStore;
  readonly approvals: ApprovalStore;
  readonly tokens: TokenStore;
  readonly notifications: NotificationStore;
  readonly runs: RunJournal;
  readonly leases: LeaseStore;
  readonly log: ChangeLog;
  readonly #at: StoreContext;
  readonly #statements: ControlStatements;

  constructor(at: StoreContext, statements: ControlStatements) {
    this.#at = at;
    this.#statements = statements;
    this.packages = new PackagesStore(at, statements.packages);
    this.versions = new VersionStore(at, statements.versions);
    this.drafts = new DraftStore(at, statements.drafts, statements.draftHistory);
    this.bodies = new BodyStore(at, statements.bodies);
    this.environments = new EnvironmentStore(at, statements.environments);
    this.installations = new InstallationStore(at, statements.installations);
    this.holds = new HoldStore(at, statements.holds);
    this.overlays = new OverlayStore(at, statements.overlays);
    this.health = new HealthStore(at, statements.health);
    this.rehearsals = new RehearsalStore(at, statements.rehearsals);
    this.policies = new PolicyStore(at, statements.policies);
    this.notices = new VersionNoticeStore(at, statements.notices);
    this.variables = new VariableStore(at, statements.variables);
    this.adoptions = new AdoptionStore(at, statements.adoptions);
    this.approvals = new ApprovalStore(at, statements.approvals);
    this.tokens = new TokenStore(at, statements.tokens);
    this.notifications = new NotificationStore(at, statements.notifications);
    this.runs = new RunJournal(at, statements.runs);
    this.leases = new LeaseStore(at, statements.leases);
    this.log = new ChangeLog(at, statements.log);
  }

  async transaction<T>(work: (tx: ControlPlane) => Promise<T>, options?: TransactionOptions): Promise<T> {
    if (this.#at.session.inTransaction) return work(this);
    let runs: RunJournal | undefined;
    const result = await this.#at.session.transaction((session) => {
      const tx = new SqlControlPlane({ ...this.#at, session }, this.#statements);
      runs = tx.runs;
      return work(tx);
    }, options);
    runs?.committed();
    return result;
  }
}
