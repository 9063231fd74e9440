/** Step: a dropped column is renamed aside with its values; purge removes it later. */
import { columnText } from './describe-column.ts';
import type { StepDefinition } from './step-kind.ts';
import { removeColumn } from './table-edit.ts';

export const holdColumn: StepDefinition<'hold_column'> = {
  kind: 'hold_column',
  lockClass: 'metadata',
  hazards: () => ['destructive'],
  reverse: (step) => ({
    kind: 'restore_column',
    id: `expand:restore_column:${step.table}.${step.column.name}`,
    phase: 'expand',
    table: step.table,
    column: step.column,
    heldName: step.heldName,
  }),
  change: (step) => ({
    kind: 'drop_column',
    table: step.table,
    column: step.column.name,
    detail: `${columnText(step.column)}, held as ${step.heldName} until purged`,
    destructive: true,
  }),
  apply: (tables, step) => removeColumn(tables, step.table, step.column.name),
};
