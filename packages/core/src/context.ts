/** Owns what every use case gets: the ports, the policy hook and the cache of immutable content. */
import type { ContentCache } from './content-cache.ts';
import type { Authorize } from './policy/authorize.ts';
import type { Members } from './policy/members.ts';
import type { Clock } from './ports/clock.ts';
import type { ControlPlane } from './ports/control-plane.ts';
import type { HealthProbes } from './ports/health-probes.ts';
import type { Ids } from './ports/ids.ts';
import type { NotificationSink } from './ports/notification-sink.ts';
import type { ProvisionPort } from './ports/provision.ts';
import type { TargetDatabases } from './ports/target-database.ts';
import type { SecretKeys } from './variables/secret-box.ts';

export interface Context {
  readonly plane: ControlPlane;
  readonly targets: TargetDatabases;
  /** Makes and drops databases of our own; absent: this process makes none, and previews are refused. */
  readonly provision?: ProvisionPort;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly authorize: Authorize;
  /** Who may approve is looked up here; null: the host keeps no members, and only what somebody set asks for approvals. */
  readonly members: Members | null;
  /** Looks at running apps from outside; absent: checks that need it are not made. */
  readonly probes?: HealthProbes;
  readonly cache: ContentCache;
  /** What secrets of environments are kept under; absent: none can be kept or read. */
  readonly secretKeys?: SecretKeys;
  /** Who is told of approvals and runs; absent: nobody, and nothing is kept for anybody. */
  readonly sinks?: readonly NotificationSink[];
  /** Names this process in leases. */
  readonly owner: string;
  /**
   * True when the process that took a lease under this name certainly runs no more: its lease then ends at once instead
   * of by time. Absent: only time ends a lease. A wrong answer costs the holder its run, never a write: the fence holds.
   */
  readonly ownerIsGone?: (owner: string) => boolean;
}
