/** Owns the registry of step kinds: every question about a step goes through here. */
import type { SchemaChange } from '../migration-plan.ts';
import type { SchemaState, TableSpec } from '../storage/table-spec.ts';
import { addColumn } from './add-column.ts';
import { addShadow } from './add-shadow.ts';
import { backfill } from './backfill.ts';
import { changeType } from './change-type.ts';
import { checkShadow } from './check-shadow.ts';
import { createIndex } from './create-index.ts';
import { createTable } from './create-table.ts';
import { createView } from './create-view.ts';
import { dropIndex } from './drop-index.ts';
import { dropNotNull } from './drop-not-null.ts';
import { dropShadow } from './drop-shadow.ts';
import { dropView } from './drop-view.ts';
import { endSync } from './end-sync.ts';
import { followColumn } from './follow-column.ts';
import { holdColumn } from './hold-column.ts';
import { holdTable } from './hold-table.ts';
import { proveNotNull } from './prove-not-null.ts';
import { purgeColumn } from './purge-column.ts';
import { purgeTable } from './purge-table.ts';
import { renameColumn } from './rename-column.ts';
import { renameIndex } from './rename-index.ts';
import { renameTable } from './rename-table.ts';
import { restoreColumn } from './restore-column.ts';
import { restoreSync } from './restore-sync.ts';
import { restoreTable } from './restore-table.ts';
import { retargetReference } from './retarget-reference.ts';
import { retireChoices } from './retire-choices.ts';
import { retireColumn } from './retire-column.ts';
import { setDefault } from './set-default.ts';
import { setNotNull } from './set-not-null.ts';
import type { Hazard, LockClass, Step, StepKind } from './step.ts';
import type { Irreversible, StepDefinition } from './step-kind.ts';
import { swapColumn } from './swap-column.ts';
import { turnSync } from './turn-sync.ts';
import { unfollowColumn } from './unfollow-column.ts';
import { unwatchRows } from './unwatch-rows.ts';
import { watchRows } from './watch-rows.ts';

const DEFINITIONS: { readonly [K in StepKind]: StepDefinition<K> } = {
  create_table: createTable,
  rename_table: renameTable,
  hold_table: holdTable,
  restore_table: restoreTable,
  purge_table: purgeTable,
  add_column: addColumn,
  rename_column: renameColumn,
  change_type: changeType,
  retire_choices: retireChoices,
  retarget_reference: retargetReference,
  add_shadow: addShadow,
  drop_shadow: dropShadow,
  check_shadow: checkShadow,
  swap_column: swapColumn,
  turn_sync: turnSync,
  retire_column: retireColumn,
  end_sync: endSync,
  create_view: createView,
  drop_view: dropView,
  follow_column: followColumn,
  unfollow_column: unfollowColumn,
  restore_sync: restoreSync,
  watch_rows: watchRows,
  unwatch_rows: unwatchRows,
  prove_not_null: proveNotNull,
  set_not_null: setNotNull,
  drop_not_null: dropNotNull,
  set_default: setDefault,
  hold_column: holdColumn,
  restore_column: restoreColumn,
  purge_column: purgeColumn,
  backfill,
  create_index: createIndex,
  drop_index: dropIndex,
  rename_index: renameIndex,
};

export const STEP_KINDS = Object.keys(DEFINITIONS) as readonly StepKind[];

function definitionOf(step: Step): StepDefinition<StepKind> {
  // The registry is keyed by kind, so the definition found fits the step; TypeScript cannot relate the two.
  return DEFINITIONS[step.kind] as unknown as StepDefinition<StepKind>;
}

export const hazardsOf = (step: Step): readonly Hazard[] => definitionOf(step).hazards(step);
export const lockClassOf = (step: Step): LockClass => definitionOf(step).lockClass;
export const changeOf = (step: Step): SchemaChange | null => definitionOf(step).change(step);
export const reverseOf = (step: Step): Step | Irreversible | null => definitionOf(step).reverse(step);

/** Applies the step's effect to the picture. @throws ASSERTION_FAILED when the step does not fit it */
export function applyStep(tables: Map<string, TableSpec>, step: Step): void {
  definitionOf(step).apply(tables, step);
}

/** The picture after all steps; `before` stays as it is. */
export function applySteps(before: SchemaState, steps: readonly Step[]): Map<string, TableSpec> {
  const tables = new Map(before);
  for (const step of steps) applyStep(tables, step);
  return tables;
}
