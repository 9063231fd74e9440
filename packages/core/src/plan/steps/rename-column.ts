/** Step: a column gets another name. Values stay; indexes follow; readers of the old name fail until the swap. */
import type { StepDefinition } from './step-kind.ts';
import { tableIn } from './table-edit.ts';

export const renameColumn: StepDefinition<'rename_column'> = {
  kind: 'rename_column',
  lockClass: 'metadata',
  hazards: () => ['breaks_old_readers'],
  reverse: (step) => ({
    kind: 'rename_column',
    id: `switch:rename_column:${step.table}.${step.to}`,
    phase: 'switch',
    table: step.table,
    from: step.to,
    to: step.from,
  }),
  change: (step) => ({
    kind: 'rename_column',
    table: step.table,
    column: step.from,
    detail: `to ${step.to}`,
    destructive: false,
  }),
  apply: (tables, step) => {
    const spec = tableIn(tables, step.table);
    const rename = (name: string) => (name === step.from ? step.to : name);
    tables.set(step.table, {
      ...spec,
      columns: spec.columns.map((column) => ({ ...column, name: rename(column.name) })),
      indexes: spec.indexes.map((index) => ({
        ...index,
        parts: index.parts.map((part) => ({ ...part, column: rename(part.column) })),
      })),
    });
  },
};
