/** Step: a column's values name rows of another table. It changes nothing: rows whose value names none are told about. */
import type { StepDefinition } from './step-kind.ts';

export const retargetReference: StepDefinition<'retarget_reference'> = {
  kind: 'retarget_reference',
  lockClass: 'none',
  hazards: () => [],
  reverse: () => null,
  change: (step) => ({
    kind: 'modify_column',
    table: step.table,
    column: step.column,
    detail: `points at ${step.reference}`,
    destructive: false,
  }),
  apply: () => {},
};
