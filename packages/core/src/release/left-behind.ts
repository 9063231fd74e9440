/**
 * Owns what an environment has left for a finalize and a purge: as it stands, and as a run will leave it that is not live
 * yet. The planner of either is given it in place of what the control plane says.
 */
import type { Context } from '../context.ts';
import type { Step } from '../plan/steps/step.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import { installedPackages, withPackage } from './environment-content.ts';
import { holdsOf, movedHolds } from './hold-rows.ts';
import { pendingContract } from './pending-contract.ts';
import type { RunPlan } from './plan-run.ts';
import type { RunRow } from './run.ts';
import { isOneWay, phasesOf } from './run-state.ts';
import { isVoid } from './void-contracts.ts';

export interface LeftBehind {
  /** What the environment runs. */
  readonly contents: readonly PackageContent[];
  /** Contract steps that nobody ran yet. */
  readonly pending: readonly Step[];
  readonly holds: readonly HoldRow[];
}

export async function leftBehind(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
): Promise<LeftBehind> {
  return {
    contents: await installedPackages(context, plane, scope, environmentId),
    pending: (await pendingContract(plane, scope, environmentId)).steps,
    holds: await plane.holds.list(scope, environmentId),
  };
}

/** As committing the run, or finishing its contracts, would leave it. */
export function leftBehindBy(
  context: Pick<Context, 'clock' | 'ids'>,
  { contents, pending, holds }: LeftBehind,
  { environment, run, plan }: { environment: EnvironmentRow; run: RunRow; plan: RunPlan },
): LeftBehind {
  const { planned, frozen } = plan;
  const steps = planned.plan.steps.map(({ step }) => step);
  const executed = steps.filter(({ phase }) => phasesOf(run).includes(phase));
  const covered = new Set(planned.before.keys());
  const contentOf = (packageId: string) =>
    frozen.find((one) => one.package.packageId === packageId)?.package ?? null;
  return {
    contents: run.request.targets.reduce(
      (all, { packageId }) => withPackage(all, packageId, contentOf(packageId)),
      contents,
    ),
    pending: isOneWay(run)
      ? []
      : [
          ...pending.filter((step) => !isVoid(step, covered)),
          ...steps.filter(({ phase }) => phase === 'contract'),
        ],
    holds: [...movedHolds(holds, executed), ...holdsOf(context, { environment, run, executed })],
  };
}
