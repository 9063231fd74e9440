/** Step: the old name of a column ends. Every value is under the new one; the old column stays held until purge. */
import type { StepDefinition } from './step-kind.ts';
import { removeColumn } from './table-edit.ts';

export const retireColumn: StepDefinition<'retire_column'> = {
  kind: 'retire_column',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    irreversible: `what was written to '${step.table}.${step.column}' since is not under its other name '${step.old.name}'`,
  }),
  change: () => null,
  apply: (tables, step) => removeColumn(tables, step.table, step.old.name),
};
