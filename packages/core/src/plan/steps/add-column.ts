/** Step: a new column, nullable or with a default, so that writers of the old version keep working. */
import { columnText } from './describe-column.ts';
import type { StepDefinition } from './step-kind.ts';
import { addColumn as addTo } from './table-edit.ts';

export const addColumn: StepDefinition<'add_column'> = {
  kind: 'add_column',
  lockClass: 'metadata',
  // Rows that are there take the moment of the change: some engines write the table anew for that.
  hazards: ({ column }) => (column.default?.kind === 'now' ? ['table_rewrite', 'blocking_lock'] : []),
  reverse: (step) => ({
    kind: 'hold_column',
    id: `contract:hold_column:${step.table}.${step.column.name}`,
    phase: 'contract',
    table: step.table,
    column: step.column,
    heldName: `_hold_${step.column.name}`.slice(0, 60),
  }),
  change: (step) => ({
    kind: 'add_column',
    table: step.table,
    column: step.column.name,
    detail: columnText(step.column),
    destructive: false,
  }),
  apply: (tables, step) => addTo(tables, step.table, step.column),
};
