/** Owns what a whole plan spares the old version: under a view, what breaks its readers lasts for the switch alone. */
import { hazardsOf } from './steps/index.ts';
import type { CreateView, Hazard, Step } from './steps/step.ts';
import { sameType } from './steps/type-conversion.ts';

/** @returns the hazards of each step, as one of these steps */
export function hazardsIn(steps: readonly Step[]): (step: Step) => readonly Hazard[] {
  const views = steps.filter((step) => step.kind === 'create_view');
  return (step) => {
    const hazards = hazardsOf(step);
    if (!views.some((view) => spares(view, step))) return hazards;
    return hazards.map((hazard) => (hazard === 'breaks_old_readers' ? 'pauses_old_readers' : hazard));
  };
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
