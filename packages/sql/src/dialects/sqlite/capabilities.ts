/** Owns what SQLite can do. One file has one writer at a time, so a write lock and the fence replace a session lock. */
import type { Capabilities } from '../../environment/dialect.ts';
import { isBuiltOnline } from '../../environment/online-index.ts';

export const capabilities: Capabilities = {
  transactionalDdl: true,
  tablesPerTransaction: null,
  outsideTransactions: () => false,
  inBatches: (step) => isBuiltOnline(step) || step.kind === 'watch_rows',
  oneWriter: true,
  sessionLock: false,
};
