/** Step: a column is written along with the columns that its values come from, whoever writes those. */
import type { StepDefinition } from './step-kind.ts';

export const followColumn: StepDefinition<'follow_column'> = {
  kind: 'follow_column',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: ({ table, column, value, sync, keepsGiven }) => ({
    kind: 'unfollow_column',
    id: `switch:unfollow_column:${table}.${column.name}`,
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
