/** Owns the kinds of work that PostgreSQL's session performs. */
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

export type PostgresAction = Statement | RenameSequences;
