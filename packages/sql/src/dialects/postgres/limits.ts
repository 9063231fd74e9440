/** Owns PostgreSQL's limits (appendix K of its manual); columns count dropped ones too. */
import type { EngineLimits } from '@objectstack/metadata-authoring';

export const limits: EngineLimits = {
  columns: 1_600,
  /** Not bounded by PostgreSQL. */
  indexes: Number.MAX_SAFE_INTEGER,
  /** Bounded by a stored entry (a third of a page, compressed), never by what the columns could hold. */
  indexKeyBytes: Number.MAX_SAFE_INTEGER,
  uniqueKeyBytes: Number.MAX_SAFE_INTEGER,
  /** Long values move out of the row. */
  rowBytes: Number.MAX_SAFE_INTEGER,
};
