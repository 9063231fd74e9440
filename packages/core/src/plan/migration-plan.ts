/** Owns what a plan is: ADR-0027's MigrationPlan plus ordered steps, hazards, hash and questions. */
import type { Question } from '../draft/question.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { Hazard, Step } from './steps/step.ts';

export type SchemaChangeKind =
  | 'create_table'
  | 'drop_table'
  | 'rename_table'
  | 'add_column'
  | 'modify_column'
  | 'rename_column'
  | 'drop_column'
  | 'create_index'
  | 'drop_index';

export interface SchemaChange {
  readonly kind: SchemaChangeKind;
  readonly table: string;
  readonly column?: string;
  readonly detail: string;
  readonly destructive: boolean;
}

export type SemverBump = 'major' | 'minor' | 'patch';

export interface PlannedStep {
  readonly step: Step;
  readonly hazards: readonly Hazard[];
  readonly reversible: boolean;
  /** `breaks_old_readers` lasts for the switch alone: something keeps what the old version reads and writes. */
  readonly onlyPauses?: true;
  /** Present when not reversible. */
  readonly irreversibleReason?: string;
}

/** One metadata difference between the two sides. */
export interface ItemChange {
  readonly ref: ItemKey;
  readonly op: 'put' | 'delete' | 'rename';
  readonly from?: string;
}

export interface PlannedItem extends ItemChange {
  /** Of the body that it gets; null: it goes. */
  readonly checksum: string | null;
}

export interface MigrationPlan {
  readonly changes: readonly SchemaChange[];
  readonly backfills: readonly string[];
  readonly destructive: boolean;
  readonly steps: readonly PlannedStep[];
  readonly hazards: readonly Hazard[];
  readonly items: readonly PlannedItem[];
  /** sha256 (64 hex) over the ordered steps and the items with their bodies: equal across processes and key orders. */
  readonly planHash: string;
  readonly questions: readonly Question[];
  readonly reversible: boolean;
  readonly semverBump: SemverBump;
}
