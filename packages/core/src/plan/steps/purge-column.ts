/** Step: a held column is dropped for good. Only its own gated run may hold this step. */
import type { StepDefinition } from './step-kind.ts';

export const purgeColumn: StepDefinition<'purge_column'> = {
  kind: 'purge_column',
  lockClass: 'table',
  hazards: () => ['destructive', 'irreversible'],
  reverse: (step) => ({
    irreversible: `the values of '${step.table}.${step.column.name}' are gone after purge`,
  }),
  change: (step) => ({
    kind: 'drop_column',
    table: step.table,
    column: step.column.name,
    detail: `purged (${step.heldName})`,
    destructive: true,
  }),
  apply: () => {},
};
