/** Step: an index follows the new name of its table or column. Nobody reads index names, so nobody is told twice. */
import type { StepDefinition } from './step-kind.ts';
import { tableIn } from './table-edit.ts';

export const renameIndex: StepDefinition<'rename_index'> = {
  kind: 'rename_index',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({
    kind: 'rename_index',
    id: `switch:rename_index:${step.table}.${step.to}`,
    phase: 'switch',
    table: step.table,
    index: { ...step.index, name: step.to },
    to: step.index.name,
  }),
  change: () => null,
  apply: (tables, step) => {
    const spec = tableIn(tables, step.table);
    tables.set(step.table, {
      ...spec,
      indexes: spec.indexes.map((index) =>
        index.name === step.index.name ? { ...index, name: step.to } : index,
      ),
    });
  },
};
