/** Owns the public surface of the testkit: contract suites, adapters in memory, deterministic clock and ids. */
export { controlPlaneContract } from './contract/control-plane-contract.ts';
export type { ClosableControlPlane, OpenControlPlane } from './contract/given.ts';
export { FaultInjector, type FaultInjectorOptions, type SeenStatement } from './faults/fault-injector.ts';
export type { FaultMark } from './faults/fault-marks.ts';
export { type FaultMode, type FaultPlan, type LostConnection, PROCESS_ENDED } from './faults/fault-plan.ts';
export { type FixedClock, fixedClock } from './fixed-clock.ts';
export {
  arbitraryExpression,
  arbitraryExpressionRow,
  EXPRESSION_COLUMNS,
  type GeneratedExpression,
} from './generators/expression-arbitrary.ts';
export {
  type GeneratedObject,
  type GeneratedStack,
  type PackageOptions,
  packageOf,
} from './generators/package-of.ts';
export {
  type GeneratedRename,
  type NextVersion,
  nextVersion,
  type VersionPair,
  versionPair,
} from './generators/version-pair.ts';
export { arbitraryVersionPair } from './generators/version-pair-arbitrary.ts';
export { keptNumber } from './kept-number.ts';
export { type MemoryControlPlaneOptions, memoryControlPlane } from './memory/memory-control-plane.ts';
export { MemoryDatabase } from './memory/memory-session.ts';
export { madeFor, type ProvisionSubject, provisionContract } from './provision-contract.ts';
export { sequenceIds } from './sequence-ids.ts';
export { targetDatabaseContract } from './target-database-contract.ts';
export { MemoryTargetDatabases, type MemoryTargetOptions } from './target-database-memory.ts';
export { evaluate, Uncastable } from './target-database-memory-values.ts';
export {
  type CellValue,
  type OpenTargetSubject,
  plain,
  step,
  type TableRow,
  type TargetSubject,
  Workbench,
} from './target-database-subject.ts';
export * from './target-database-zoo.ts';
