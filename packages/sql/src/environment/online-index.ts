/** Owns which indexes are built online: those that both versions can live with, before anything is switched. */
import type { Step, StepOf } from '@objectstack/metadata-authoring';

/** In the switch phase readers of the old version may be failing already: there the index is part of the transaction. */
export function isBuiltOnline(step: Step): step is StepOf<'create_index'> {
  return step.kind === 'create_index' && step.phase === 'expand';
}
