/** Port: how an installation was found after its version went live (`_authoring_health`): what is observed beside what is desired. */
import type { Scope } from '../scope.ts';

/** unknown: nobody looked, or nobody could. */
export type HealthState = 'healthy' | 'failing' | 'unknown';

export interface CheckResult {
  readonly name: string;
  readonly state: HealthState;
  /** One line for people: bounded, printable, without secrets. */
  readonly detail: string;
}

export interface HealthRow {
  readonly environmentId: string;
  readonly packageId: string;
  readonly versionId: string;
  /** The run that made it live, after which it was looked at. */
  readonly runId: string;
  readonly state: HealthState;
  /** When it was first found in this state. */
  readonly since: string;
  readonly checkedAt: string;
  readonly results: readonly CheckResult[];
}

export interface HealthPort {
  /** Ordered by package id. */
  list(scope: Scope, environmentId: string): Promise<readonly HealthRow[]>;
  /** Inserts, or replaces the row of (environment, package). */
  put(scope: Scope, row: HealthRow): Promise<void>;
}
