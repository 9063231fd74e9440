/** Step: a new index. A unique one fails on duplicates: preflight counts them first. */
import { indexText } from './describe-index.ts';
import type { StepDefinition } from './step-kind.ts';
import { addIndex } from './table-edit.ts';

export const createIndex: StepDefinition<'create_index'> = {
  kind: 'create_index',
  lockClass: 'table',
  hazards: (step) => (step.index.unique ? ['may_fail_on_data', 'blocking_lock'] : ['blocking_lock']),
  reverse: (step) => ({
    kind: 'drop_index',
    id: `switch:drop_index:${step.table}.${step.index.name}`,
    phase: 'switch',
    table: step.table,
    index: step.index,
  }),
  change: (step) => ({
    kind: 'create_index',
    table: step.table,
    detail: indexText(step.index),
    destructive: false,
  }),
  apply: (tables, step) => addIndex(tables, step.table, step.index),
};
