/** Step: a shadow that took no place goes. Every value in it was made from the column beside it, so nothing is lost. */
import type { StepDefinition } from './step-kind.ts';
import { removeColumn } from './table-edit.ts';

export const dropShadow: StepDefinition<'drop_shadow'> = {
  kind: 'drop_shadow',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({ irreversible: `the shadow of '${step.table}.${step.column}' is gone` }),
  change: () => null,
  apply: (tables, step) => removeColumn(tables, step.table, step.shadow.name),
};
