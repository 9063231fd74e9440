/** Owns what MySQL and MariaDB can do: every statement of DDL commits by itself, and nothing takes it back. */
import type { Capabilities } from '../../environment/dialect.ts';

export const capabilities: Capabilities = {
  transactionalDdl: false,
  tablesPerTransaction: null,
  outsideTransactions: () => false,
  inBatches: () => false,
  oneWriter: false,
  sessionLock: true,
};
