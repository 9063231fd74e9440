/** Owns InnoDB's limits with utf8mb4 and pages of 16 KiB (measured on MariaDB 10.11). */
import type { EngineLimits } from '@objectstack/metadata-authoring';

export const limits: EngineLimits = {
  columns: 1_017,
  indexes: 64,
  indexKeyBytes: 3_072,
  /** MariaDB keeps a longer unique key as a hash. */
  uniqueKeyBytes: Number.MAX_SAFE_INTEGER,
  rowBytes: 65_535,
};
