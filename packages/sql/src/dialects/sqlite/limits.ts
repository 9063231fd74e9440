/** Owns SQLite's limits as it is compiled by default (sqlite.org/limits.html). */
import type { EngineLimits } from '@objectstack/metadata-authoring';

export const limits: EngineLimits = {
  columns: 2_000,
  /** Not bounded by SQLite. */
  indexes: Number.MAX_SAFE_INTEGER,
  indexKeyBytes: 1_000_000_000,
  uniqueKeyBytes: 1_000_000_000,
  rowBytes: 1_000_000_000,
};
