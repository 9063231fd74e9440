/** Owns the diff: what a publish or promotion to one environment would do. Reads only, everywhere. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { draftQuestions } from '../draft/draft-questions.ts';
import { assertWithinLimits } from '../plan/engine-limits.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import { type RenameForm, renameFormOf } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult, DraftHandle } from '../service-types.ts';
import { checkSchema, groundedPlan, preflightReport, schemaDrift } from './check-target.ts';
import type { PackageContent } from './compare-contents.ts';
import { installedPackages, withPackage } from './environment-content.ts';
import { environmentOrFirst } from './find-environment.ts';
import { freezeSealed } from './freeze.ts';
import { takenOldNames } from './names-in-the-way.ts';
import { assertNotOutdated } from './outdated-database.ts';
import { pendingContract } from './pending-contract.ts';
import { planEnvironment } from './plan-environment.ts';
import { withTarget } from './with-target.ts';

export interface DiffOptions {
  readonly targetEnv?: string;
  readonly preflight?: boolean;
  /** How columns are renamed, if not by the policy of the environment's type. */
  readonly renames?: RenameForm;
}

export async function diffDraft(
  context: Context,
  scope: Scope,
  handle: DraftHandle,
  options: DiffOptions,
): Promise<DiffResult> {
  const environment = await environmentOrFirst(context.plane, scope, options.targetEnv);
  context.authorize(scope, 'read', environment);
  const view = await draftView(context, context.plane, scope, handle.draftId);
  const content = {
    packageId: view.draft.packageId,
    manifestId: handle.packageId,
    index: view.index,
    facts: view.facts,
  };
  const result = await diffContent(context, scope, environment, content, {
    preflight: options.preflight ?? false,
    renames: options.renames,
  });
  const questions = await draftQuestions(context, context.plane, scope, view, handle.packageId);
  return { ...result, plan: { ...result.plan, questions } };
}

export async function diffVersion(
  context: Context,
  scope: Scope,
  versionId: string,
  environment: EnvironmentRow,
  renames?: RenameForm,
): Promise<DiffResult> {
  context.authorize(scope, 'read', environment);
  const frozen = await freezeSealed(context, context.plane, scope, versionId);
  return diffContent(context, scope, environment, frozen.package, { preflight: true, renames });
}

async function diffContent(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  content: PackageContent,
  {
    preflight,
    renames = renameFormOf(environment.type),
  }: { readonly preflight: boolean; readonly renames: RenameForm | undefined },
): Promise<DiffResult> {
  const { plane } = context;
  const before = await installedPackages(context, plane, scope, environment.id);
  // A publish finalizes first, so that leftovers of the version before are out of its way.
  const planFrom = (found: readonly TableSpec[]) =>
    planEnvironment(context, plane, scope, {
      before,
      after: withPackage(before, content.packageId, content),
      pending: [],
      salt: '',
      engine: environment.engine,
      renameForm: renames,
      found,
    });
  const fromPointers = await planFrom([]);
  const current = before.find((entry) => entry.packageId === content.packageId);
  const from = current
    ? ((await plane.versions.get(scope, current.installation.versionId))?.version ?? null)
    : null;
  const pending = (await pendingContract(plane, scope, environment.id)).steps;
  return withTarget(context, environment, async (target) => {
    if (environment.schemaMode === 'managed') await assertNotOutdated(plane, scope, target, environment);
    const grounds = environment.schemaMode === 'managed' && pending.length === 0;
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
    const baseFingerprint = pending.length === 0 ? await checkSchema(target, planned, actual) : '';
    return {
      environment: environment.name,
      plan: planned.plan,
      sql: Object.fromEntries(sql),
      from,
      baseFingerprint,
      renames,
      ...(preflight ? await preflightReport(target, planned) : {}),
    };
  });
}
