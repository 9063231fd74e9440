/** Owns the drift report: what the active versions require against what the database really holds. Reads only. */
import type { Context } from '../context.ts';
import { driftBetween, foreignTables } from '../plan/physical-schema.ts';
import type { Step } from '../plan/steps/step.ts';
import type { Scope } from '../scope.ts';
import type { DriftReport } from '../service-types.ts';
import { tablesOf } from './compare-contents.ts';
import { installedPackages } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import { lostTriggers } from './lost-triggers.ts';
import { oldNames } from './old-names.ts';
import { pendingContract, withLeftovers } from './pending-contract.ts';
import { touchedTables } from './plan-environment.ts';
import { renderAll } from './render-tables.ts';
import { picturesUnderWay } from './under-way.ts';
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
    const reports: DriftReport[] = [];
    for (const { tables, done } of await picturesUnderWay(context, scope, environment, target, ours)) {
      const names = await oldNames(context.plane, scope, {
        environmentId: environment.id,
        pending: withoutDroppedViews(pending.steps, done),
        ours: tables,
        target,
        tables: new Set(actual.keys()),
      });
      const changing = new Set(touchedTables(done));
      const triggers = await lostTriggers({
        target,
        // What a run does to those of its tables is its own affair until it is done.
        pending: pending.steps.filter(({ table }) => !changing.has(table)),
        required,
        actual,
        names,
      });
      reports.push({
        drift: [...driftBetween(renderAll(target, tables), actual), ...names.drift, ...triggers.drift],
        foreign: [...foreignTables(new Set(tables.keys()), actual), ...names.foreign],
      });
    }
    // What an unfinished unit of a run left may be either.
    return reports.reduce((least, report) => (report.drift.length < least.drift.length ? report : least));
  });
}

function withoutDroppedViews(pending: readonly Step[], done: readonly Step[]): readonly Step[] {
  const dropped = new Set(done.flatMap((step) => (step.kind === 'drop_view' ? [step.view] : [])));
  return pending.filter((step) => step.kind !== 'drop_view' || !dropped.has(step.view));
}
