/** Step: a table gets another name. Rows, columns and indexes stay; readers of the old name fail until the swap. */
import type { StepDefinition } from './step-kind.ts';
import { tableIn } from './table-edit.ts';

export const renameTable: StepDefinition<'rename_table'> = {
  kind: 'rename_table',
  lockClass: 'metadata',
  hazards: () => ['breaks_old_readers'],
  reverse: (step) => ({
    kind: 'rename_table',
    id: `switch:rename_table:${step.to}`,
    phase: 'switch',
    table: step.to,
    to: step.table,
  }),
  change: (step) => ({
    kind: 'rename_table',
    table: step.table,
    detail: `to ${step.to}`,
    destructive: false,
  }),
  apply: (tables, step) => {
    const spec = tableIn(tables, step.table);
    tables.delete(step.table);
    tables.set(step.to, { ...spec, name: step.to });
  },
};
