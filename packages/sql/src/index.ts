/** Owns the public surface of the SQL adapters: control plane, target databases, real clock and ids. */
export { type OpenControlPlane, openControlPlane } from './control/open-control-plane.ts';
export { openProvision } from './environment/open-provision.ts';
export { openTargetDatabases, type TargetDatabaseOptions } from './environment/open-target-databases.ts';
export type { StatementObserver } from './statement-observer.ts';
export { systemClock } from './system-clock.ts';
export { uuidv7Ids } from './uuidv7-ids.ts';
