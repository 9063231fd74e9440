/** Step: rows where the column is NULL get a value, by a typed expression. */
import type { StepDefinition } from './step-kind.ts';

export const backfill: StepDefinition<'backfill'> = {
  kind: 'backfill',
  lockClass: 'rows',
  hazards: () => ['needs_backfill'],
  reverse: (step) => ({
    irreversible: `rows of '${step.table}.${step.column}' that were empty keep the value that was filled in`,
  }),
  change: () => null,
  apply: () => {},
};
