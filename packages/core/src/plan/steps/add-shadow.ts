/** Step: a column that is to take the place of another is added beside it; triggers write both from now on. */

import type { StepDefinition } from './step-kind.ts';
import { addColumn } from './table-edit.ts';

export const addShadow: StepDefinition<'add_shadow'> = {
  kind: 'add_shadow',
  lockClass: 'metadata',
  hazards: () => ['needs_backfill'],
  reverse: (step) => ({
    kind: 'drop_shadow',
    id: `switch:drop_shadow:${step.table}.${step.column}`,
    phase: 'switch',
    table: step.table,
    column: step.column,
    shadow: step.shadow,
    sync: step.sync,
    ...(step.down ? { twoWay: true } : {}),
  }),
  change: () => null,
  apply: (tables, step) => addColumn(tables, step.table, step.shadow),
};
