/** Owns how big a change is for users of the package: breaking → major, additive → minor, the rest → patch. */
import type { ItemChange, SemverBump } from './migration-plan.ts';
import { hazardsOf } from './steps/index.ts';
import type { Step } from './steps/step.ts';

const BREAKING: ReadonlySet<Step['kind']> = new Set([
  'hold_table',
  'hold_column',
  'rename_table',
  'rename_column',
  'turn_sync',
  'set_not_null',
  'retire_choices',
]);

export function semverBumpOf(
  items: readonly ItemChange[],
  steps: readonly Step[],
  added: ReadonlySet<string>,
): SemverBump {
  const breakingItem = items.some((item) => item.op !== 'put');
  const breakingStep = steps.some(
    (step) =>
      BREAKING.has(step.kind) ||
      hazardsOf(step).includes('destructive') ||
      (step.kind === 'swap_column' && step.column.notNull),
  );
  if (breakingItem || breakingStep) return 'major';
  const additive =
    added.size > 0 || steps.some((step) => step.kind === 'create_table' || step.kind === 'add_column');
  return additive ? 'minor' : 'patch';
}
