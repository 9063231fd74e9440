/** Step: a held table comes back under its name, with its rows and indexes. */
import type { StepDefinition } from './step-kind.ts';

export const restoreTable: StepDefinition<'restore_table'> = {
  kind: 'restore_table',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    kind: 'hold_table',
    id: `contract:hold_table:${step.table}`,
    phase: 'contract',
    table: step.table,
    spec: step.spec,
    heldName: step.heldName,
  }),
  change: (step) => ({
    kind: 'create_table',
    table: step.table,
    detail: `restored from ${step.heldName} with its rows`,
    destructive: false,
  }),
  apply: (tables, step) => {
    tables.set(step.table, step.spec);
  },
};
