/** Step: the old name of a renamed table goes; whoever still uses it fails from here on. Rows are all in the table. */
import type { StepDefinition } from './step-kind.ts';
import { restDefaults } from './view-defaults.ts';

export const dropView: StepDefinition<'drop_view'> = {
  kind: 'drop_view',
  lockClass: 'metadata',
  // Contract runs when nobody needs the old version any more.
  hazards: ({ phase }) => (phase === 'contract' ? [] : ['breaks_old_readers']),
  reverse: (step) => ({
    ...step,
    kind: 'create_view',
    id: `switch:create_view:${step.table}.${step.view}`,
    phase: 'switch',
  }),
  change: () => null,
  apply: (tables, step) => restDefaults(tables, step, 'return'),
};
