/** Step: the old column of a swap follows the new one no more. Its values stay held until purge. */
import type { StepDefinition } from './step-kind.ts';
import { removeColumn } from './table-edit.ts';

export const endSync: StepDefinition<'end_sync'> = {
  kind: 'end_sync',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    irreversible: `what was written to '${step.table}.${step.column}' since is not in the column that was there before it`,
  }),
  change: () => null,
  apply: (tables, step) => removeColumn(tables, step.table, step.heldName),
};
