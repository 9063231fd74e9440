/** Step: the physical type of a column changes; every value goes through a typed conversion or is known to fit. */
import { typeText } from './describe-column.ts';
import type { StepDefinition } from './step-kind.ts';
import { editColumn } from './table-edit.ts';
import { conversionBetween, isWidening, keepsValuesThatFit } from './type-conversion.ts';

export const changeType: StepDefinition<'change_type'> = {
  kind: 'change_type',
  lockClass: 'table',
  hazards: (step) => {
    if (step.lossless) return ['blocking_lock'];
    const risky = ['may_fail_on_data', 'table_rewrite', 'blocking_lock', 'breaks_old_readers'] as const;
    return keepsValuesThatFit(step.from, step.to) ? risky : ['destructive', ...risky];
  },
  reverse: (step) =>
    step.lossless || keepsValuesThatFit(step.from, step.to)
      ? {
          kind: 'change_type',
          id: `switch:change_type:${step.table}.${step.column}`,
          phase: 'switch',
          table: step.table,
          column: step.column,
          from: step.to,
          to: step.from,
          conversion: conversionBetween(step.column, step.to, step.from),
          lossless: isWidening(step.to, step.from),
        }
      : {
          irreversible: `values of '${step.table}.${step.column}' converted from ${typeText(step.from)} to ${typeText(step.to)} may not come back equal`,
        },
  change: (step) => ({
    kind: 'modify_column',
    table: step.table,
    column: step.column,
    detail: `${typeText(step.from)} → ${typeText(step.to)}`,
    destructive: !step.lossless && !keepsValuesThatFit(step.from, step.to),
  }),
  apply: (tables, step) => editColumn(tables, step.table, step.column, (c) => ({ ...c, type: step.to })),
};
