/** Owns what SQLite can do. One file has one writer at a time, so a write lock and the fence replace a session lock. */
import type { Capabilities } from '../../environment/dialect.ts';
import { isBuiltOnline } from '../../environment/online-index.ts';

export const capabilities: Capabilities = {
  transactionalDdl: true,
  tablesPerTransaction: null,
  outsideTransactions: () => false,
  ownTransaction: (step) => step.kind === 'prove_not_null' || step.kind === 'check_shadow',
  inBatches: isBuiltOnline,
  oneWriter: true,
  sessionLock: false,
};
