/** Owns the diff: what a publish or promotion to one environment would do. Reads only, everywhere. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import type { Coming } from '../depend/assert-fits.ts';
import { draftQuestions } from '../draft/draft-questions.ts';
import { overlaysToTell } from '../overlay/upgrade-overlays.ts';
import { assertWithinLimits } from '../plan/engine-limits.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import { type RenameForm, renameFormOf } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult, DraftHandle, PublishOptions } from '../service-types.ts';
import { checkSchema, groundedPlan, preflightReport, refusedOnline, schemaDrift } from './check-target.ts';
import { comingBack } from './coming-back.ts';
import type { PackageContent } from './compare-contents.ts';
import { assertNotNeeded } from './dependents.ts';
import { contentsAfter, installedPackages } from './environment-content.ts';
import { environmentOrFirst } from './find-environment.ts';
import { findObstacles } from './find-obstacles.ts';
import { comingOf, freezeSealed, releaseVersion } from './freeze.ts';
import { jumpsOf } from './jumps.ts';
import { takenOldNames } from './names-in-the-way.ts';
import { contentRefusals, refuseWith } from './obstacles.ts';
import { assertNotOutdated } from './outdated-database.ts';
import { pendingContract } from './pending-contract.ts';
import { planEnvironment } from './plan-environment.ts';
import { publishOf } from './publish-request.ts';
import { restorableHolds } from './restorable-holds.ts';
import type { RunRequest, RunTarget } from './run.ts';
import { withTarget } from './with-target.ts';

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

/** One package with what it would hold; null: it would go. */
interface ContentChange extends Pick<RunTarget, 'packageId' | 'to'> {
  readonly content: PackageContent | null;
  readonly coming: Coming | null;
}

interface DiffInput {
  readonly request: RunRequest;
  readonly changes: readonly ContentChange[];
  readonly preflight: boolean;
  readonly refuse: boolean;
}

async function diffContents(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, changes, preflight, refuse }: DiffInput,
): Promise<DiffResult> {
  const { restores, renames = renameFormOf(environment.type) } = request;
  const goesBack = request.kind === 'rollback';
  const coming = changes.flatMap((change) => change.coming ?? []);
  const ofContent = await contentRefusals(context, scope, environment, { ...request, coming });
  if (refuse) refuseWith(ofContent);
  const { plane } = context;
  const before = await installedPackages(context, plane, scope, environment.id);
  const runs = (packageId: string) =>
    before.find((entry) => entry.packageId === packageId)?.installation.versionId ?? null;
  const targets = changes.map(({ packageId, to }) => ({ packageId, from: runs(packageId), to }));
  const back = await comingBack(plane, scope, { environmentId: environment.id, targets });
  const { after, going } = contentsAfter(
    before,
    changes.map(({ packageId, content }) => ({
      packageId,
      content,
      comesBack: back.some((target) => target.packageId === packageId),
    })),
  );
  await assertNotNeeded(context, plane, scope, environment, going, after);
  const contents = changes.flatMap(({ content }) => (content ? [content] : []));
  const left = await pendingContract(plane, scope, environment.id);
  const pending = left.steps;
  const restoring = goesBack ? targets : [...back, ...(restores === undefined ? [] : [{ to: restores }])];
  // A publish finalizes first: what is left for later is held by then.
  const finalizedFirst = restores !== undefined;
  const holds =
    restoring.length === 0
      ? undefined
      : await restorableHolds(context, plane, scope, environment.id, restoring, {
          left,
          contents,
          finalizedFirst,
        });
  const jumps = await jumpsOf(context, plane, scope, environment.id, { targets, contents });
  const planFrom = (found: readonly TableSpec[]) =>
    planEnvironment(context, plane, scope, {
      before,
      after,
      jumps,
      // A publish finalizes first, so that leftovers of the version before are out of its way.
      pending: holds && restores === undefined ? pending : [],
      salt: '',
      engine: environment.engine,
      renameForm: renames,
      found,
      ...(holds ? { holds } : {}),
    });
  const fromPointers = await planFrom([]);
  const running = targets[0]?.from ?? null;
  const from = running === null ? null : ((await plane.versions.get(scope, running))?.version ?? null);
  const overlays = await overlaysToTell(context, scope, environment, after);
  const { planned, ofTables, ...found } = await withTarget(context, environment, async (target) => {
    if (environment.schemaMode === 'managed')
      await assertNotOutdated(plane, scope, await target.mark(), environment);
    const adopts = environment.schemaMode === 'managed' && !goesBack;
    const grounds = adopts && (pending.length === 0 || (holds !== undefined && restores === undefined));
    const { plan: planned, actual } = grounds
      ? await groundedPlan(target, fromPointers, (plan) => plan, planFrom)
      : { plan: fromPointers };
    assertWithinLimits(planned.after, target.limits, target.engine);
    const sql = target.describe(
      planned.plan.steps.map(({ step }) => step),
      planned.before,
    );
    // With leftovers in the way the tables will look different when the run starts; it checks again then.
    const taken = await takenOldNames(
      target,
      pending.filter((step) => step.kind === 'drop_view'),
    );
    if (taken.length > 0) throw schemaDrift(taken);
    const looks = pending.length === 0;
    const baseFingerprint = looks ? await checkSchema(target, planned, actual) : '';
    return {
      planned,
      ofTables: looks && environment.schemaMode === 'managed' ? await refusedOnline(target, planned) : [],
      sql: Object.fromEntries(sql),
      baseFingerprint,
      ...(preflight ? await preflightReport(target, planned, finalizedFirst ? pending : []) : {}),
    };
  });
  return {
    environment: environment.name,
    plan: planned.plan,
    from,
    renames,
    obstacles: await findObstacles(context, scope, environment, {
      ...{ request, coming, planned, ofContent, ofTables },
    }),
    ...(overlays === undefined ? {} : { overlays }),
    ...found,
  };
}
