/** Step: the default of a column changes. Rows that exist keep their values. */
import { defaultText } from './describe-column.ts';
import type { StepDefinition } from './step-kind.ts';
import { editColumn } from './table-edit.ts';

export const setDefault: StepDefinition<'set_default'> = {
  kind: 'set_default',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) =>
    step.unreadable
      ? { irreversible: `the default of '${step.table}.${step.column}' was one that no plan can set again` }
      : {
          kind: 'set_default',
          id: `expand:set_default:${step.table}.${step.column}`,
          phase: 'expand',
          table: step.table,
          column: step.column,
          from: step.to,
          to: step.from,
        },
  change: (step) => ({
    kind: 'modify_column',
    table: step.table,
    column: step.column,
    detail: `${defaultText(step.from)} → ${defaultText(step.to)}`,
    destructive: false,
  }),
  apply: (tables, step) => editColumn(tables, step.table, step.column, (c) => ({ ...c, default: step.to })),
};
