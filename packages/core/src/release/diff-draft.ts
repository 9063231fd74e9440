/** Owns the diff: what a publish or promotion to one environment would do. Reads only, everywhere. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { draftQuestions } from '../draft/draft-questions.ts';
import type { RenameForm } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult, DraftHandle, PublishOptions } from '../service-types.ts';
import { type ContentChange, diffContents } from './diff-contents.ts';
import { environmentOrFirst } from './find-environment.ts';
import { comingOf, freezeSealed, releaseVersion } from './freeze.ts';
import { publishOf } from './publish-request.ts';
import type { RunRequest, RunTarget } from './run.ts';

export interface DiffOptions extends Omit<PublishOptions, 'targetEnv' | 'dryRun' | 'renames' | 'restores'> {
  /** Default: the first of the pipeline. */
  readonly targetEnv?: string;
  readonly preflight?: boolean;
  /** How columns are renamed, if not by the policy of the environment's type. */
  readonly renames?: RenameForm | undefined;
  /** Id of a version whose values come back where they are held. */
  readonly restores?: string | undefined;
  /** A dry run: refused for its content as the publish would be; else that is told with the plan. */
  readonly refuse?: boolean;
}

/** @throws of a dry run what the publish would be refused with for its content */
export async function diffDraft(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  { renames, restores, refuse = false, preflight = false, ...options }: DiffOptions,
): Promise<DiffResult> {
  const { plane } = context;
  const environment = await environmentOrFirst(plane, scope, options.targetEnv);
  context.authorize(scope, 'read', environment);
  const view = await draftView(context, plane, scope, handle.draftId);
  const content = {
    packageId: view.draft.packageId,
    manifestId: handle.packageId,
    index: view.index,
    facts: view.facts,
  };
  const { packageId } = content;
  const asked = {
    ...options,
    ...(renames === undefined ? {} : { renames }),
    ...(restores === undefined ? {} : { restores }),
  };
  const request = await publishOf(context, scope, environment, view.draft, asked);
  const version = () => releaseVersion(context, plane, scope, view, options);
  const result = await diffContents(context, scope, environment, {
    ...{ request, refuse, preflight },
    changes: [{ packageId, to: view.draft.id, content, coming: { package: content, version } }],
  });
  const questions = await draftQuestions(context, plane, scope, view, handle.packageId);
  return { ...result, plan: { ...result.plan, questions } };
}

/**
 * A dry run of what moves sealed versions, or takes packages away.
 * @throws what the run would be refused with for its content
 */
export async function diffTargets(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
): Promise<DiffResult> {
  context.authorize(scope, 'read', environment);
  const changes = await sealedChanges(context, scope, request.targets);
  return diffContents(context, scope, environment, { request, changes, preflight: true, refuse: true });
}

/** The same for going back: what is held, or still there, is what it starts from; what stands against its content is told. */
export async function diffRollback(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  request: RunRequest,
): Promise<DiffResult> {
  context.authorize(scope, 'read', environment);
  const changes = await sealedChanges(context, scope, request.targets);
  return diffContents(context, scope, environment, { request, changes, preflight: true, refuse: false });
}

export async function sealedChanges(
  context: Context,
  scope: Scope,
  targets: readonly RunTarget[],
): Promise<readonly ContentChange[]> {
  const changes: ContentChange[] = [];
  for (const { packageId, to } of targets) {
    const frozen = to === null ? null : await freezeSealed(context, context.plane, scope, to);
    changes.push({ packageId, to, content: frozen?.package ?? null, coming: frozen && comingOf(frozen) });
  }
  return changes;
}
