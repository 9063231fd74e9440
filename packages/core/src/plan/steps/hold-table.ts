/** Step: a dropped table is renamed aside with all its rows; purge removes it later. */
import type { StepDefinition } from './step-kind.ts';

export const holdTable: StepDefinition<'hold_table'> = {
  kind: 'hold_table',
  lockClass: 'metadata',
  hazards: () => ['destructive'],
  reverse: (step) => ({
    kind: 'restore_table',
    id: `expand:restore_table:${step.table}`,
    phase: 'expand',
    table: step.table,
    spec: step.spec,
    heldName: step.heldName,
  }),
  change: (step) => ({
    kind: 'drop_table',
    table: step.table,
    detail: `held as ${step.heldName} until purged`,
    destructive: true,
  }),
  apply: (tables, step) => {
    tables.delete(step.table);
  },
};
