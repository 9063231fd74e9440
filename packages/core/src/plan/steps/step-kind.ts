/** Owns the contract that every step-kind file fulfils. */
import type { SchemaChange } from '../migration-plan.ts';
import type { TableSpec } from '../storage/table-spec.ts';
import type { Hazard, LockClass, Step, StepKind, StepOf } from './step.ts';

/** Why a step cannot be undone, in words for people. */
export interface Irreversible {
  readonly irreversible: string;
}

export interface StepDefinition<K extends StepKind> {
  readonly kind: K;
  readonly lockClass: LockClass;
  hazards(step: StepOf<K>): readonly Hazard[];
  /** The step that undoes this one, or why none can; null: it leaves nothing that is to be undone. */
  reverse(step: StepOf<K>): Step | Irreversible | null;
  /** One line for people; null where another step of the same plan already speaks for it. */
  change(step: StepOf<K>): SchemaChange | null;
  /** Pure effect on the tables: the law `introspect(apply(plan)) = schema` is checked against it. */
  apply(tables: Map<string, TableSpec>, step: StepOf<K>): void;
}
