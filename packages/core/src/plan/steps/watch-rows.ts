/** Step: while others write, an index grows that holds the rows which a later step has to find. */
import type { StepDefinition } from './step-kind.ts';

export const watchRows: StepDefinition<'watch_rows'> = {
  kind: 'watch_rows',
  lockClass: 'rows',
  hazards: () => [],
  reverse: (step) => ({
    ...step,
    kind: 'unwatch_rows',
    id: `switch:unwatch_rows:${step.table}.${step.column}`,
    phase: 'switch',
  }),
  change: () => null,
  apply: () => {},
};
