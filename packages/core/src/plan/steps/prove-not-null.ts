/** Step: while others write, the last empty rows are filled and the table proves that none is left. */
import type { StepDefinition } from './step-kind.ts';

export const proveNotNull: StepDefinition<'prove_not_null'> = {
  kind: 'prove_not_null',
  lockClass: 'rows',
  hazards: (step) => (step.fill === null ? ['may_fail_on_data'] : []),
  reverse: (step) =>
    step.proof === undefined
      ? null
      : {
          kind: 'drop_not_null',
          id: `switch:drop_not_null:${step.table}.${step.column}.${step.proof}`,
          phase: 'switch',
          table: step.table,
          column: step.column,
          proof: step.proof,
        },
  change: () => null,
  apply: () => {},
};
