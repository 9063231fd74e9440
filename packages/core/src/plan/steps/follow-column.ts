/** Step: a column is written along with the columns that its values come from, by whoever does not give it one. */
import type { StepDefinition } from './step-kind.ts';

export const followColumn: StepDefinition<'follow_column'> = {
  kind: 'follow_column',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    ...step,
    kind: 'unfollow_column',
    id: `switch:unfollow_column:${step.table}.${step.column.name}`,
    phase: 'switch',
  }),
  change: () => null,
  apply: () => {},
};
