/** Step: an index goes away. No value is touched. */
import { indexText } from './describe-index.ts';
import type { StepDefinition } from './step-kind.ts';
import { removeIndex } from './table-edit.ts';

export const dropIndex: StepDefinition<'drop_index'> = {
  kind: 'drop_index',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) =>
    step.unreadable
      ? { irreversible: `index '${step.index.name}' of '${step.table}' is one that no plan can make again` }
      : {
          kind: 'create_index',
          id: `expand:create_index:${step.table}.${step.index.name}`,
          phase: 'expand',
          table: step.table,
          index: step.index,
        },
  change: (step) => ({
    kind: 'drop_index',
    table: step.table,
    detail: step.unreadable ? step.index.name : indexText(step.index),
    destructive: false,
  }),
  apply: (tables, step) => removeIndex(tables, step.table, step.index.name),
};
