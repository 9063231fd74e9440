/** Owns what PostgreSQL can do. Its lock table is shared by the whole server, which bounds the tables of a transaction. */
import { LIMITS } from '@objectstack/metadata-authoring';
import type { Capabilities } from '../../environment/dialect.ts';

export const capabilities: Capabilities = {
  transactionalDdl: true,
  tablesPerTransaction: LIMITS.tables_per_transaction,
  onlineIndexes: true,
  sessionLock: true,
};
