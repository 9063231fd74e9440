/** Owns the kinds of work that PostgreSQL's session performs. */
import type { IndexSpec } from '@objectstack/metadata-authoring';
import type { FillRows } from '../../environment/dialect.ts';
import type { SequenceChange } from '../../environment/sequences.ts';
import type { Sync, SyncMode } from '../../environment/sync.ts';

export interface Statement {
  readonly kind: 'statement';
  readonly stepId: string;
  readonly lasts?: 'table';
  readonly sql: string;
}

export interface RenameSequences extends SequenceChange {
  readonly kind: 'sequences';
  readonly stepId: string;
  readonly lasts?: 'table';
}

/** Built while others write; a constraint then takes the finished index over. */
export interface BuildIndex {
  readonly kind: 'build_index';
  readonly stepId: string;
  readonly lasts: 'table';
  readonly autocommits: true;
  readonly table: string;
  readonly index: IndexSpec;
}

/** Refuses NULL at once, and looks at the rows while others write. */
export interface ProveNotNull {
  readonly kind: 'prove_not_null';
  readonly stepId: string;
  readonly lasts: 'table';
  readonly autocommits: true;
  readonly table: string;
  readonly column: string;
  readonly proof: string;
  /** Fills what is still NULL; null: nothing does. */
  readonly fill: string | null;
}

/** Nothing may be missing in a shadow when it takes the place. */
export interface CheckShadow {
  readonly kind: 'check_shadow';
  readonly stepId: string;
  readonly lasts: 'table';
  readonly autocommits: true;
  readonly repeatable: true;
  readonly sync: Sync;
  /** Of the sync from then on; lenient: as it is already. */
  readonly mode: SyncMode;
}

export type PostgresAction = Statement | RenameSequences | BuildIndex | FillRows | ProveNotNull | CheckShadow;
