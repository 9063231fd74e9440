/** Step: a held table is dropped for good. Only its own gated run may hold this step. */
import type { StepDefinition } from './step-kind.ts';

export const purgeTable: StepDefinition<'purge_table'> = {
  kind: 'purge_table',
  lockClass: 'metadata',
  hazards: () => ['destructive', 'irreversible'],
  reverse: (step) => ({ irreversible: `table '${step.spec.name}' and its rows are gone after purge` }),
  change: (step) => ({
    kind: 'drop_table',
    table: step.spec.name,
    detail: `purged (${step.table})`,
    destructive: true,
  }),
  apply: () => {},
};
