/** Owns publishing a draft: one run from freeze to pointer swap; a development environment then cleans up after itself. */

import type { Context } from '../context.ts';
import { activeDraft } from '../draft/active-draft.ts';
import { invariant } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, OnProgress, PublishOptions, PublishResult } from '../service-types.ts';
import { cleanUp } from './clean-up.ts';
import { driveMade } from './drive-requested.ts';
import type { DrivenRun } from './drive-run.ts';
import { finalizeBefore } from './finalize.ts';
import { environmentByName } from './find-environment.ts';
import { promisesCleanUp } from './promised-clean-up.ts';
import { newRun } from './request-run.ts';
import type { RunRequest } from './run.ts';
import { runById } from './run-record.ts';

export async function publish(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  options: PublishOptions,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const draft = await activeDraft(context.plane, scope, handle);
  const current = await context.plane.installations.current(scope, environment.id, draft.packageId);
  const request: RunRequest = {
    kind: 'publish',
    environmentId: environment.id,
    targets: [{ packageId: draft.packageId, from: current?.versionId ?? null, to: draft.id }],
    force: options.force ?? false,
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.bump === undefined ? {} : { bump: options.bump }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    ...(options.hold === undefined ? {} : { hold: options.hold }),
    ...(options.keep ? { keep: true } : {}),
    ...(options.renames === undefined ? {} : { renames: options.renames }),
    ...(options.expectPlanHash === undefined ? {} : { expectPlanHash: options.expectPlanHash }),
    ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
  };
  return release(context, scope, environment, request, onProgress);
}

/** Requests and drives a run that ends in a pointer swap; shared by publish, preview, promote and rollback. */
export async function release(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  // Its gate first: whatever is not agreed on moves nothing at all.
  const run = await newRun(context, scope, request);
  // What an earlier version left for later goes next: a name that comes back must not meet its old values.
  if (request.kind !== 'rollback') await finalizeBefore(context, scope, environment, onProgress);
  const driven = await driveMade(context, scope, run, onProgress);
  return conclude(context, scope, environment, driven, onProgress);
}

/** What a run that was driven to its end comes to, with what it promised to end with. */
export async function conclude(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  driven: DrivenRun,
  onProgress?: OnProgress,
): Promise<PublishResult> {
  const { plan } = driven;
  const followUps = promisesCleanUp(environment, driven.run)
    ? await cleanUp(context, scope, environment, onProgress)
    : [];
  const run = await runById(context.plane, scope, driven.run.id);
  const content = run.frozen?.contents[0];
  invariant(content && plan, `run '${run.id}' has no plan`);
  const installed = await context.plane.installations.current(scope, environment.id, content.packageId);
  return {
    packageVersionId:
      run.state === 'applied' ? content.versionId : (installed?.versionId ?? content.versionId),
    semver: content.version,
    checksum: content.checksum,
    plan,
    activatedEnv: environment.name,
    changeLogSeq: run.changeLogSeq ?? 0,
    run: run.id,
    state: run.state,
    followUps,
  };
}
