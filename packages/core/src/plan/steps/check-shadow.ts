/** Step: no value may be missing in a shadow, and none that does not convert may come any more, before it takes the place. */
import type { StepDefinition } from './step-kind.ts';

export const checkShadow: StepDefinition<'check_shadow'> = {
  kind: 'check_shadow',
  lockClass: 'rows',
  hazards: () => ['may_fail_on_data'],
  reverse: () => null,
  change: () => null,
  apply: () => {},
};
