/** Owns the control plane in memory: the reference for what the ports mean, for tests and simulations. */
import type { ControlPlane } from '@objectstack/metadata-authoring';
import { memoryAdoptions } from './memory-adoptions.ts';
import { memoryApprovals } from './memory-approvals.ts';
import { memoryBodies } from './memory-bodies.ts';
import { memoryChangeLog } from './memory-change-log.ts';
import { memoryDraftHistory } from './memory-draft-history.ts';
import { memoryDrafts } from './memory-drafts.ts';
import { memoryEnvironments } from './memory-environments.ts';
import { memoryHealth } from './memory-health.ts';
import { memoryHolds } from './memory-holds.ts';
import { memoryInstallations } from './memory-installations.ts';
import { memoryLeases } from './memory-leases.ts';
import { memoryNotifications } from './memory-notifications.ts';
import { memoryOverlays } from './memory-overlays.ts';
import { memoryPackages } from './memory-packages.ts';
import { memoryPolicies } from './memory-policies.ts';
import { memoryRehearsals } from './memory-rehearsals.ts';
import { memoryRuns } from './memory-runs.ts';
import { CommittedSession, MemoryDatabase, type MemorySession } from './memory-session.ts';
import { memoryTokens } from './memory-tokens.ts';
import { memoryVariables } from './memory-variables.ts';
import { memoryVersionNotices } from './memory-version-notices.ts';
import { memoryVersions } from './memory-versions.ts';

export interface MemoryControlPlaneOptions {
  /** Several handles on one database see each other's commits. */
  readonly database?: MemoryDatabase;
  /** The database's clock, for leases, in milliseconds. */
  readonly databaseNowMs?: () => number;
}

export type ClosableControlPlane = ControlPlane & { close(): Promise<void> };

export function memoryControlPlane(options: MemoryControlPlaneOptions = {}): ClosableControlPlane {
  const { database = new MemoryDatabase(), databaseNowMs = Date.now } = options;
  const bag = (session: MemorySession): ControlPlane => {
    const plane: ControlPlane = {
      packages: memoryPackages(session),
      versions: memoryVersions(session),
      drafts: { ...memoryDrafts(session), ...memoryDraftHistory(session) },
      bodies: memoryBodies(session),
      environments: memoryEnvironments(session),
      installations: memoryInstallations(session),
      holds: memoryHolds(session),
      overlays: memoryOverlays(session),
      health: memoryHealth(session),
      rehearsals: memoryRehearsals(session),
      policies: memoryPolicies(session),
      notices: memoryVersionNotices(session),
      variables: memoryVariables(session),
      adoptions: memoryAdoptions(session),
      approvals: memoryApprovals(session),
      tokens: memoryTokens(session),
      notifications: memoryNotifications(session),
      runs: memoryRuns(session),
      leases: memoryLeases(session, databaseNowMs),
      log: memoryChangeLog(session),
      transaction: (work) =>
        session.inTransaction ? work(plane) : database.transaction((inner) => work(bag(inner))),
    };
    return plane;
  };
  return { ...bag(new CommittedSession(database)), close: async () => {} };
}
