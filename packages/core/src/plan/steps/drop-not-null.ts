/** Step: a column accepts NULL from now on. Also releases a column on its way out, so that new writers may omit it. */
import type { StepDefinition } from './step-kind.ts';
import { editColumn } from './table-edit.ts';

export const dropNotNull: StepDefinition<'drop_not_null'> = {
  kind: 'drop_not_null',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    kind: 'set_not_null',
    id: `switch:set_not_null:${step.table}.${step.column}`,
    phase: 'switch',
    table: step.table,
    column: step.column,
  }),
  change: (step) =>
    step.releasing
      ? null
      : {
          kind: 'modify_column',
          table: step.table,
          column: step.column,
          detail: 'nullable',
          destructive: false,
        },
  apply: (tables, step) => editColumn(tables, step.table, step.column, (c) => ({ ...c, notNull: false })),
};
