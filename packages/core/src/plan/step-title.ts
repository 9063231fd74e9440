/**
 * Owns how a step is called where only its id is at hand: in progress, in a journal, in a failure. Ids are
 * `phase:kind:subject`, made by step-list.ts and by the step kinds.
 */
import { shadowedName } from './shadow-name.ts';
import type { StepKind } from './steps/step.ts';

const DOES: Readonly<Record<StepKind, string>> = {
  create_table: 'make table',
  rename_table: 'rename table',
  hold_table: 'put aside table',
  restore_table: 'bring back table',
  purge_table: 'remove for good table',
  add_column: 'add',
  rename_column: 'rename',
  change_type: 'change the type of',
  retire_choices: 'retire options of',
  retarget_reference: 'point elsewhere',
  add_shadow: 'make the new form of',
  drop_shadow: 'remove the new form of',
  check_shadow: 'look at every value of',
  swap_column: 'switch to the new form of',
  turn_sync: 'switch the name of',
  retire_column: 'put aside the old name of',
  end_sync: 'put aside the old form of',
  create_view: 'keep the old name',
  drop_view: 'give up the old name',
  follow_column: 'keep in step',
  unfollow_column: 'no longer keep in step',
  restore_sync: 'keep in step again',
  backfill: 'fill',
  watch_rows: 'watch for rows that are in the way in',
  unwatch_rows: 'no longer watch for rows in',
  prove_not_null: 'look for empty values in',
  set_not_null: 'require a value in',
  drop_not_null: 'no longer require a value in',
  set_default: 'set the default of',
  hold_column: 'put aside',
  restore_column: 'bring back',
  purge_column: 'remove for good',
  create_index: 'build index',
  drop_index: 'remove index',
  rename_index: 'rename index',
};

/** @returns words for people, like `fill crm_account.tier`; an id of another form as it is */
export function stepTitle(stepId: string): string {
  const [, kind, ...rest] = stepId.split(':');
  const does = kind === undefined ? undefined : DOES[kind as StepKind];
  if (does === undefined || rest.length === 0) return stepId;
  return `${does} ${rest.join(':').split('.').map(shadowedName).join('.')}`;
}

/** @returns the title of the first, and how many more there are */
export function stepTitles(stepIds: readonly string[]): string {
  const [first, ...more] = stepIds;
  if (first === undefined) return '';
  return more.length === 0 ? stepTitle(first) : `${stepTitle(first)}, and ${more.length} more`;
}
