/** Step: the index of rows that a step had to find is needed no more. */
import type { StepDefinition } from './step-kind.ts';

export const unwatchRows: StepDefinition<'unwatch_rows'> = {
  kind: 'unwatch_rows',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: () => null,
  change: () => null,
  apply: () => {},
};
