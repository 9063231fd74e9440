/** Owns what PostgreSQL can do. Its lock table is shared by the whole server, which bounds the tables of a transaction. */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Capabilities } from '../../environment/dialect.ts';
import { isBuiltOnline } from '../../environment/online-index.ts';

export const capabilities: Capabilities = {
  transactionalDdl: true,
  tablesPerTransaction: LIMITS.tables_per_transaction,
  outsideTransactions: (step) =>
    isBuiltOnline(step) || step.kind === 'prove_not_null' || step.kind === 'check_shadow',
  inBatches: () => false,
  oneWriter: false,
  sessionLock: true,
};
