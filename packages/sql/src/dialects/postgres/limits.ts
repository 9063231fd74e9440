/** Owns PostgreSQL's limits (appendix K of its manual); columns count dropped ones too. */
import type { EngineLimits } from '@objectstack/metadata-authoring';

export const limits: EngineLimits = {
  columns: 1_600,
  /** Not bounded by PostgreSQL. */
  indexes: Number.MAX_SAFE_INTEGER,
  /** A third of a page: the most a B-tree entry can hold. */
  indexKeyBytes: 2_704,
  /** Long values move out of the row. */
  rowBytes: Number.MAX_SAFE_INTEGER,
};
