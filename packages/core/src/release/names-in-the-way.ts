/** Owns which names a plan wants or gives up, and what stands there that is not ours. */
import type { Drift, PhysicalSchema } from '../plan/physical-schema.ts';
import { isTakenName, viewFindings } from '../plan/physical-view.ts';
import type { DropView } from '../plan/steps/step.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { EnvironmentPlan } from './plan-environment.ts';

type Planned = Pick<EnvironmentPlan, 'plan'>;

/** Names that the plan gives to tables. */
function namesWanted({ plan }: Planned): readonly string[] {
  const wanted = plan.steps.flatMap(({ step }) => {
    if (step.kind === 'rename_table') return [step.to];
    return step.kind === 'create_table' || step.kind === 'restore_table' ? [step.table] : [];
  });
  return [...new Set(wanted)];
}

/** Tables that the plan does not know, under names that it wants. */
export function unexpectedTables(
  expected: SchemaState,
  actual: PhysicalSchema,
  planned: Planned,
): readonly Drift[] {
  return namesWanted(planned)
    .filter((name) => actual.has(name) && !expected.has(name))
    .map((table) => inTheWay(table, 'a table of that name'));
}

/** Views under names that the plan wants, and what is not ours under old names that it drops. */
export async function viewsInTheWay(
  target: TargetDatabase,
  planned: Pick<EnvironmentPlan, 'plan' | 'before'>,
): Promise<readonly Drift[]> {
  const { plan, before } = planned;
  // A name that a table has now becomes a view by this very plan.
  const drops = plan.steps.flatMap(({ step }) =>
    step.kind === 'drop_view' && !before.has(step.view) ? [step] : [],
  );
  const dropped = new Set(drops.map(({ view }) => view));
  const wanted = namesWanted(planned).filter((name) => !dropped.has(name) && !before.has(name));
  const standing = wanted.length === 0 ? [] : [...(await target.views(wanted)).keys()];
  return [
    ...(await takenOldNames(target, drops)),
    ...standing.map((name) => inTheWay(name, 'a view of that name')),
  ];
}

/** What is not ours under old names. @param drops of the views that should stand there */
export async function takenOldNames(
  target: TargetDatabase,
  drops: readonly DropView[],
): Promise<readonly Drift[]> {
  if (drops.length === 0) return [];
  const names = drops.map(({ view }) => view);
  const tables = new Set((await target.introspect(names)).keys());
  const found = { views: await target.views(names), tables, ours: new Set<string>() };
  return viewFindings(drops, [], found).drift.filter(isTakenName);
}

function inTheWay(table: string, actual: string): Drift {
  return { kind: 'extra', what: 'table', table, expected: null, actual };
}
