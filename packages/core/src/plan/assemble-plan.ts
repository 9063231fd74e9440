/** Owns putting a plan together from ordered steps: what people read, what machines compare. */
import type { Question } from '../draft/question.ts';
import { expressionText } from './expression/expression-text.ts';
import type { MigrationPlan, PlannedItem, PlannedStep, SemverBump } from './migration-plan.ts';
import { onlyPausesIn } from './old-readers.ts';
import { planHashOf } from './plan-hash.ts';
import { shadowedName } from './shadow-name.ts';
import { changeOf, hazardsOf, reverseOf } from './steps/index.ts';
import type { Step } from './steps/step.ts';

export interface PlanParts {
  readonly steps: readonly Step[];
  readonly items: readonly PlannedItem[];
  readonly questions: readonly Question[];
  readonly semverBump: SemverBump;
}

export async function assemblePlan({
  steps,
  items,
  questions,
  semverBump,
}: PlanParts): Promise<MigrationPlan> {
  const onlyPauses = onlyPausesIn(steps);
  const planned: PlannedStep[] = steps.map((step) => {
    const reverse = reverseOf(step);
    const hazards = hazardsOf(step);
    const facts = { step, hazards, ...(onlyPauses(step) ? { onlyPauses: true as const } : {}) };
    if (reverse === null || !('irreversible' in reverse)) return { ...facts, reversible: true };
    return { ...facts, reversible: false, irreversibleReason: reverse.irreversible };
  });
  const hazards = [...new Set(planned.flatMap((entry) => entry.hazards))].sort();
  return {
    changes: steps.flatMap((step) => changeOf(step) ?? []),
    backfills: steps.flatMap((step) =>
      step.kind === 'backfill'
        ? [`${step.table}.${shadowedName(step.column)} ← ${expressionText(step.value)}`]
        : [],
    ),
    destructive: hazards.includes('destructive'),
    steps: planned,
    hazards,
    items,
    planHash: await planHashOf(steps, items),
    questions,
    reversible: planned.every((entry) => entry.reversible),
    semverBump,
  };
}
