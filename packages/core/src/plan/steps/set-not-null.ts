/** Step: a column refuses NULL from now on. Rows that hold NULL make it fail: preflight names them first. */
import type { StepDefinition } from './step-kind.ts';
import { editColumn } from './table-edit.ts';

export const setNotNull: StepDefinition<'set_not_null'> = {
  kind: 'set_not_null',
  lockClass: 'table',
  // With a proof it is one look at the catalog; without one every row is read, or copied, under a lock.
  hazards: (step) => (step.proof === undefined ? ['may_fail_on_data', 'blocking_lock'] : []),
  reverse: (step) => ({
    kind: 'drop_not_null',
    id: `expand:drop_not_null:${step.table}.${step.column}`,
    phase: 'expand',
    table: step.table,
    column: step.column,
  }),
  change: (step) =>
    step.carried
      ? null
      : {
          kind: 'modify_column',
          table: step.table,
          column: step.column,
          detail: 'not null',
          destructive: false,
        },
  apply: (tables, step) => editColumn(tables, step.table, step.column, (c) => ({ ...c, notNull: true })),
};
