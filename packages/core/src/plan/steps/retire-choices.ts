/** Step: a field offers some values no more. Rows that hold one of them make it fail: preflight names them first. */
import type { StepDefinition } from './step-kind.ts';

export const retireChoices: StepDefinition<'retire_choices'> = {
  kind: 'retire_choices',
  lockClass: 'none',
  hazards: () => ['may_fail_on_data'],
  reverse: () => null,
  change: (step) => ({
    kind: 'modify_column',
    table: step.table,
    column: step.column,
    detail: `no longer ${step.choices.join(', ')}`,
    destructive: false,
  }),
  apply: () => {},
};
