/**
 * Owns what becomes of the contract steps that an earlier run left for later, once another version is live. The plan of
 * the new run looked at those leftovers as part of its tables: it keeps what its version needs and drops the rest by
 * contract steps of its own. The old steps over those tables must never run: they would take live columns away.
 */
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { RunRow, StoredStep } from './run.ts';
import { saveRun } from './run-record.ts';

/**
 * @param covered tables that the new run's plan looked at, by their names before it; `all`: nothing is left of any
 * Must run inside the transaction in which `run` takes effect.
 */
export async function voidContracts(
  context: Pick<Context, 'clock'>,
  tx: ControlPlane,
  scope: Scope,
  run: RunRow,
  covered: ReadonlySet<string> | 'all',
): Promise<void> {
  for (const earlier of await tx.runs.open(scope, run.request.environmentId)) {
    if (earlier.id === run.id || earlier.state !== 'committed' || !earlier.frozen) continue;
    const steps = earlier.frozen.steps.filter((step) => !isVoid(step, covered));
    if (steps.length === earlier.frozen.steps.length) continue;
    const more = steps.some((step) => step.phase === 'contract');
    await saveRun(context, tx, scope, earlier, {
      state: more ? 'committed' : 'finished',
      frozen: { ...earlier.frozen, steps },
    });
  }
}

/** @param covered tables that the plan of the run that is live now looked at, by their names before it */
export function isVoid({ phase, table }: StoredStep, covered: ReadonlySet<string> | 'all'): boolean {
  return phase === 'contract' && (covered === 'all' || covered.has(table));
}
