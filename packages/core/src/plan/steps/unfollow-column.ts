/** Step: a column is no longer written along with others. Its values stay. */
import type { StepDefinition } from './step-kind.ts';

export const unfollowColumn: StepDefinition<'unfollow_column'> = {
  kind: 'unfollow_column',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: ({ table, column, value, sync, keepsGiven }) => ({
    kind: 'follow_column',
    id: `switch:follow_column:${table}.${column.name}`,
    phase: 'switch',
    table,
    column,
    value,
    sync,
    ...(keepsGiven ? { keepsGiven } : {}),
  }),
  change: () => null,
  apply: () => {},
};
