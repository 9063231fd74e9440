/** Owns the kinds of work that PostgreSQL's session performs. */
import type { IndexSpec } from '@objectstack/metadata-authoring';
import type { SequenceChange } from '../../environment/sequences.ts';

export interface Statement {
  readonly kind: 'statement';
  readonly stepId: string;
  readonly sql: string;
}

export interface RenameSequences extends SequenceChange {
  readonly kind: 'sequences';
  readonly stepId: string;
}

/** Built while others write; a constraint then takes the finished index over. */
export interface BuildIndex {
  readonly kind: 'build_index';
  readonly stepId: string;
  readonly autocommits: true;
  readonly table: string;
  readonly index: IndexSpec;
}

export type PostgresAction = Statement | RenameSequences | BuildIndex;
