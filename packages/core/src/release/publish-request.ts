/** Owns how the wish to publish a draft is put as a request for a run; a diff looks ahead at the same one. */
import type { Context } from '../context.ts';
import { activeDraft } from '../draft/active-draft.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, PublishOptions } from '../service-types.ts';
import { holdAsked } from './activation-time.ts';
import { environmentByName } from './find-environment.ts';
import type { RunRequest } from './run.ts';

export async function publishRequest(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  options: PublishOptions,
): Promise<{ readonly environment: EnvironmentRow; readonly request: RunRequest }> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  const draft = await activeDraft(context.plane, scope, handle);
  return { environment, request: await publishOf(context, scope, environment, draft, options) };
}

export async function publishOf(
  { plane, clock }: Pick<Context, 'plane' | 'clock'>,
  scope: Scope,
  environment: EnvironmentRow,
  draft: { readonly id: string; readonly packageId: string },
  options: Omit<PublishOptions, 'targetEnv'>,
): Promise<RunRequest> {
  const current = await plane.installations.current(scope, environment.id, draft.packageId);
  return {
    kind: 'publish',
    environmentId: environment.id,
    targets: [{ packageId: draft.packageId, from: current?.versionId ?? null, to: draft.id }],
    force: options.force ?? false,
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.bump === undefined ? {} : { bump: options.bump }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    ...holdAsked(options, clock.now()),
    ...(options.keep ? { keep: true } : {}),
    ...(options.renames === undefined ? {} : { renames: options.renames }),
    ...(options.restores === undefined ? {} : { restores: options.restores }),
    ...(options.expectPlanHash === undefined ? {} : { expectPlanHash: options.expectPlanHash }),
    ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
  };
}
