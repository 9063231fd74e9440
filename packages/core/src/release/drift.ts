/** Owns the drift report: what the active versions require against what the database really holds. Reads only. */
import type { Context } from '../context.ts';
import { driftBetween, foreignTables, type PhysicalSchema } from '../plan/physical-schema.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { DriftReport } from '../service-types.ts';
import { tablesOf } from './compare-contents.ts';
import { installedPackages } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import { oldNames } from './old-names.ts';
import { pendingContract, withLeftovers } from './pending-contract.ts';
import { withTarget } from './with-target.ts';

/** @throws ENVIRONMENT_NOT_FOUND, DATABASE_UNAVAILABLE */
export async function environmentDrift(context: Context, scope: Scope, name: string): Promise<DriftReport> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const installed = await installedPackages(context, context.plane, scope, environment.id);
  // Without a version there may not even be a database yet.
  if (installed.length === 0) return { drift: [], foreign: [] };
  const required = await tablesOf(context, context.plane, scope, installed, 'all');
  const pending = await pendingContract(context.plane, scope, environment.id);
  const ours = withLeftovers(required, pending.steps);
  return withTarget(context, environment, async (target) => {
    const actual = await target.introspect();
    const names = await oldNames(context.plane, scope, {
      environmentId: environment.id,
      pending: pending.steps,
      ours,
      target,
      tables: new Set(actual.keys()),
    });
    return {
      drift: [...driftBetween(renderAll(target, ours), actual), ...names.drift],
      foreign: [...foreignTables(new Set(ours.keys()), actual), ...names.foreign],
    };
  });
}

export function renderAll(target: Pick<TargetDatabase, 'render'>, tables: SchemaState): PhysicalSchema {
  return new Map([...tables].map(([name, table]) => [name, target.render(table)]));
}
