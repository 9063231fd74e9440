/** Step: columns are written along with each other again, as they should have been all the time. */
import type { StepDefinition } from './step-kind.ts';

export const restoreSync: StepDefinition<'restore_sync'> = {
  kind: 'restore_sync',
  lockClass: 'metadata',
  hazards: () => [],
  reverse: () => null,
  change: () => null,
  apply: () => {},
};
