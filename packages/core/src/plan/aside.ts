/** Owns what planning is told of things that were put aside, or are on their way, and may become part of a version again. */
import type { DirectedFact } from './jump-facts.ts';
import type { ColumnSpec, TableSpec } from './storage/table-spec.ts';

interface AsideThing {
  /** Where it is. */
  readonly heldName: string;
  /** It is on its way, and stands under its own name still. */
  readonly isThere: boolean;
  /** What lies between the last version that had it and the one that is wanted. */
  readonly since: readonly DirectedFact[];
}

export interface AsideTable extends AsideThing {
  /** As it was when it went. */
  readonly spec: TableSpec;
}

export interface AsideColumn extends AsideThing {
  /** The table that it is in, as that is called now. */
  readonly table: string;
  readonly column: ColumnSpec;
}

/** Of several that may become one thing, the first does. */
export interface Aside {
  readonly tables: readonly AsideTable[];
  readonly columns: readonly AsideColumn[];
}

export const NOTHING_ASIDE: Aside = { tables: [], columns: [] };
