/**
 * Owns what the control plane has to know of a copied database: what its tables are of, what is set for that and overridden
 * there, and what earlier runs left in them. Secrets, policy, members and health stay with the source.
 */
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';

/** Runs inside a transaction; plans of the copy are then those of the source. */
export async function carryRecords(
  { ids }: Pick<Context, 'ids'>,
  tx: ControlPlane,
  scope: Scope,
  source: EnvironmentRow,
  copy: EnvironmentRow,
): Promise<void> {
  for (const row of await tx.installations.list(scope, source.id))
    await tx.installations.activate(scope, { ...row, id: ids.next(), environmentId: copy.id });
  // What is looked at is what people there see: what they override is a part of that, and merges with a version as there.
  for (const row of await tx.overlays.list(scope, source.id))
    await tx.overlays.put(scope, { ...row, environmentId: copy.id }, 'put');
  // Secrets stay where they are: they open doors of the source.
  for (const row of await tx.variables.list(scope, source.id))
    if (row.kind === 'plain') await tx.variables.put(scope, { ...row, environmentId: copy.id });
  // What is left for later stands in the run that left it. A fence of 0: no runner of the copy came before another.
  const runs = new Map<string, string>();
  for (const run of await tx.runs.open(scope, source.id)) {
    if (run.state !== 'committed') continue;
    const id = ids.next();
    runs.set(run.id, id);
    await tx.runs.insert(scope, {
      ...run,
      id,
      fence: 0,
      request: { ...run.request, environmentId: copy.id },
    });
  }
  const holds = await tx.holds.list(scope, source.id);
  if (holds.length === 0) return;
  await tx.holds.put(
    scope,
    holds.map((hold) => ({
      ...hold,
      id: ids.next(),
      environmentId: copy.id,
      runId: runs.get(hold.runId) ?? hold.runId,
    })),
  );
}
