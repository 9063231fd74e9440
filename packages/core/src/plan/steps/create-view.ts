/** Step: a table that was renamed keeps its old name as a view, by which the old version goes on reading and writing. */
import type { StepDefinition } from './step-kind.ts';
import { restDefaults } from './view-defaults.ts';

export const createView: StepDefinition<'create_view'> = {
  kind: 'create_view',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: (step) => ({ ...step, kind: 'drop_view', id: `switch:drop_view:${step.table}.${step.view}` }),
  change: () => null,
  apply: (tables, step) => restDefaults(tables, step, 'rest'),
};
