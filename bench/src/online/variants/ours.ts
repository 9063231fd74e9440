/** Owns our side of a change: the real plan on a connection of the product's own. */
import { openTargetDatabases } from '@objectstack/metadata-authoring-sql';
import { type Change, changeNamed } from '../changes.ts';
import { environmentAt, type Part, planOf, runPlan } from './run-plan.ts';
import type { VariantTask } from './variant-child.ts';

/** @returns what remains to be done when it is told to go */
export async function prepareOurs({
  engine,
  url,
  change: name,
}: VariantTask): Promise<() => Promise<readonly Part[]>> {
  const change = changeNamed(name);
  const targets = openTargetDatabases();
  const database = await targets.open(environmentAt(engine, url));
  const drop = change.restores === undefined ? null : planOf(engine, takenBack(change), []);
  if (drop) await runPlan(database, drop);
  const plan = planOf(engine, change, drop?.steps ?? []);
  return async () => {
    const parts = await runPlan(database, plan);
    await database.close();
    await targets.close();
    return parts;
  };
}

/** What held the column that comes back. */
function takenBack(change: Change): Change {
  return { ...change, before: change.after, after: change.before };
}
