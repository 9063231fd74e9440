/** Step: a held column comes back under its name, with its values. NOT NULL follows as a step of its own. */
import { columnText } from './describe-column.ts';
import type { StepDefinition } from './step-kind.ts';
import { addColumn } from './table-edit.ts';

export const restoreColumn: StepDefinition<'restore_column'> = {
  kind: 'restore_column',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    kind: 'hold_column',
    id: `contract:hold_column:${step.table}.${step.column.name}`,
    phase: 'contract',
    table: step.table,
    column: step.column,
    heldName: step.heldName,
  }),
  change: (step) => ({
    kind: 'add_column',
    table: step.table,
    column: step.column.name,
    detail: `${columnText(step.column)}, restored with its values`,
    destructive: false,
  }),
  apply: (tables, step) => addColumn(tables, step.table, step.column),
};
