/** Owns publishing a draft: one run from freeze to pointer swap; a development environment then cleans up after itself. */

import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import { gateRun } from '../govern/gate-run.ts';
import { followActivation } from '../health/follow-activation.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { type Rehearsal, rehearse } from '../rehearse/rehearse.ts';
import type { Scope } from '../scope.ts';
import type {
  DraftHandle,
  OnProgress,
  PublishOptions,
  PublishResult,
  ReleasedPackage,
} from '../service-types.ts';
import { cleanUp } from './clean-up.ts';
import { finalizesFirst } from './coming-back.ts';
import { driveMade } from './drive-requested.ts';
import type { DrivenRun } from './drive-run.ts';
import { finalizeBefore } from './finalize.ts';
import { promisesCleanUp } from './promised-clean-up.ts';
import { publishRequest } from './publish-request.ts';
import { runOf } from './request-run.ts';
import type { RunRequest, RunRow, RunTarget } from './run.ts';
import { runById } from './run-record.ts';

export async function publish(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  options: PublishOptions,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const { environment, request } = await publishRequest(context, scope, handle, options);
  return release(context, scope, environment, request, onProgress);
}

/** The same on a copy of the environment: nothing is sealed, and no pointer moves. */
export async function rehearsePublish(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  options: PublishOptions,
  onProgress?: OnProgress,
): Promise<Rehearsal> {
  const { environment, request } = await publishRequest(context, scope, handle, options);
  return rehearse(context, scope, environment, request, onProgress);
}

/** Requests and drives a run that ends in a pointer swap; shared by publish, preview, promote, rollback and uninstall. */
export async function release(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  // Its gate first: whatever is not agreed on moves nothing at all.
  const gated = await gateRun(context, scope, environment, runOf(context, scope, environment, request));
  // What an earlier version left for later goes next: a name that comes back must not meet its old values.
  if (await finalizesFirst(context.plane, scope, request))
    await finalizeBefore(context, scope, environment, gated, onProgress);
  const driven = await driveMade(context, scope, gated, onProgress);
  return conclude(context, scope, environment, driven, onProgress);
}

/** What a run that was driven to its end comes to, with what it promised to end with. @throws HEALTH_FAILED */
export async function conclude(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  driven: DrivenRun,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const { plan } = driven;
  // What is dropped is only removed once nobody has to go back for it.
  const health = await followActivation(context, scope, environment, driven.run, onProgress);
  const followUps = promisesCleanUp(environment, driven.run)
    ? await cleanUp(context, scope, environment, onProgress)
    : [];
  // What was cleaned up ended it.
  const run = followUps.length === 0 ? driven.run : await runById(context.plane, scope, driven.run.id);
  const moved: ReleasedPackage[] = [];
  for (const target of run.request.targets)
    moved.push(await releasedPackage(context.plane, scope, environment, run, target));
  const [lead] = moved;
  invariant(lead && plan, `run '${run.id}' has no plan`);
  return {
    packageVersionId: lead.versionId,
    semver: lead.version,
    checksum: lead.checksum,
    packages: moved,
    plan,
    activatedEnv: environment.name,
    changeLogSeq: run.changeLogSeq ?? 0,
    run: run.id,
    state: run.state,
    followUps,
    health,
  };
}

/** A preview seals a version of its own; before the swap, the version is the one that will be. */
async function releasedPackage(
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  { id, frozen, state }: RunRow,
  { packageId, from, to }: RunTarget,
): Promise<ReleasedPackage> {
  const pkg = await plane.packages.get(scope, packageId);
  const content = frozen?.contents.find((one) => one.packageId === packageId);
  const gone = to === null && from !== null ? await plane.versions.get(scope, from) : null;
  const known = content ?? gone;
  invariant(
    pkg && known?.checksum != null,
    `run '${id}' moved package '${packageId}' to nothing that is known`,
  );
  const installed =
    state === 'applied' ? null : await plane.installations.current(scope, environment.id, packageId);
  return {
    package: pkg.manifestId,
    version: known.version,
    versionId: content ? (installed?.versionId ?? content.versionId) : (from as string),
    checksum: known.checksum,
    installed: content !== undefined,
  };
}
