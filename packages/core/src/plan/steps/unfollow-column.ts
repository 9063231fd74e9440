/** Step: a column is no longer written along with others. Its values stay. */
import type { StepDefinition } from './step-kind.ts';

export const unfollowColumn: StepDefinition<'unfollow_column'> = {
  kind: 'unfollow_column',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    ...step,
    kind: 'follow_column',
    id: `switch:follow_column:${step.table}.${step.column.name}`,
    phase: 'switch',
  }),
  change: () => null,
  apply: () => {},
};
