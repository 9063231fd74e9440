/** Owns what a whole plan spares the old version: under a view, what breaks its readers lasts for the switch alone. */
import { hazardsOf } from './steps/index.ts';
import type { CreateView, Step } from './steps/step.ts';
import { sameType } from './steps/type-conversion.ts';

/** @returns whether `breaks_old_readers` of a step lasts for the switch alone, as one of these steps */
export function onlyPausesIn(steps: readonly Step[]): (step: Step) => boolean {
  const views = steps.filter((step) => step.kind === 'create_view');
  return (step) => hazardsOf(step).includes('breaks_old_readers') && views.some((view) => spares(view, step));
}

/** What the step does to names, the view undoes. */
function spares({ table, view }: CreateView, step: Step): boolean {
  switch (step.kind) {
    case 'rename_table':
      return step.table === view && step.to === table;
    case 'rename_column':
      return step.table === table;
    case 'swap_column':
      return step.table === view && (step.down !== null || sameType(step.old.type, step.column.type));
    case 'drop_view':
      return step.view === view;
    default:
      return false;
  }
}
