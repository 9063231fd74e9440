/** Port: what was dropped but is kept (`_authoring_hold`): columns and tables renamed aside until purged. */

import type { ColumnSpec, TableSpec } from '../plan/storage/table-spec.ts';
import type { Scope } from '../scope.ts';

export interface HoldRow {
  readonly id: string;
  readonly environmentId: string;
  readonly packageId: string;
  /** The run whose change dropped it, also where a later one put it aside. */
  readonly runId: string;
  readonly heldAt: string;
  /** What a held table was called; of a column, what its table is called now, which may itself be held. */
  readonly table: string;
  readonly heldName: string;
  readonly held:
    | { readonly kind: 'column'; readonly column: ColumnSpec }
    /** Its values live on in the column that it was renamed to, and are newer there. */
    | { readonly kind: 'renamed_column'; readonly column: ColumnSpec }
    | { readonly kind: 'table'; readonly spec: TableSpec };
}

export interface HoldPort {
  list(scope: Scope, environmentId: string): Promise<readonly HoldRow[]>;
  /** A row that is there already becomes as given. */
  put(scope: Scope, rows: readonly HoldRow[]): Promise<void>;
  remove(scope: Scope, environmentId: string, ids: readonly string[]): Promise<void>;
}
