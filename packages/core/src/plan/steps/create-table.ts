/** Step: a new table with its columns and indexes. Touches nothing that exists. */
import type { StepDefinition } from './step-kind.ts';

export const createTable: StepDefinition<'create_table'> = {
  kind: 'create_table',
  lockClass: 'none',
  hazards: () => [],
  reverse: (step) => ({
    kind: 'hold_table',
    id: `contract:hold_table:${step.table}`,
    phase: 'contract',
    table: step.table,
    spec: step.spec,
    heldName: `_hold_${step.table}`.slice(0, 60),
  }),
  change: (step) => ({
    kind: 'create_table',
    table: step.table,
    detail: `${step.spec.columns.length} columns, ${step.spec.indexes.length} indexes`,
    destructive: false,
  }),
  apply: (tables, step) => {
    tables.set(step.table, step.spec);
  },
};
