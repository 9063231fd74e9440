/** Step: rows get a value by a typed expression, batch by batch while others write. */
import type { StepDefinition } from './step-kind.ts';

export const backfill: StepDefinition<'backfill'> = {
  kind: 'backfill',
  lockClass: 'rows',
  hazards: () => ['needs_backfill'],
  reverse: (step) =>
    step.rows === 'stale'
      ? null
      : {
          irreversible: `rows of '${step.table}.${step.column}' that were empty keep the value that was filled in`,
        },
  change: () => null,
  apply: () => {},
};
