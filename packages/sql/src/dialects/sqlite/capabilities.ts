/** Owns what SQLite can do. One file has one writer at a time, so a write lock and the fence replace a session lock. */
import type { Capabilities } from '../../environment/dialect.ts';

export const capabilities: Capabilities = {
  transactionalDdl: true,
  tablesPerTransaction: null,
  onlineIndexes: false,
  sessionLock: false,
};
