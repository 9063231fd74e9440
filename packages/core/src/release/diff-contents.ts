/**
 * Owns what contents would do in an environment before anybody asks for it: the plan, its statements, what the rows say,
 * and everything in the way. What it would be refused with is told beside the plan, or with the reason that there is none.
 */
import type { Context } from '../context.ts';
import type { Coming } from '../depend/assert-fits.ts';
import { overlaysToTell } from '../overlay/upgrade-overlays.ts';
import { assertWithinLimits } from '../plan/engine-limits.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import { renameFormOf } from '../policy/rename-form.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { DiffResult } from '../service-types.ts';
import { checkSchema, groundedPlan, preflightReport, refusedOnline, schemaDrift } from './check-target.ts';
import { comingBack, finalizesFirst } from './coming-back.ts';
import type { PackageContent } from './compare-contents.ts';
import { assertNotNeeded } from './dependents.ts';
import { contentsAfter, type InstalledPackage, installedPackages } from './environment-content.ts';
import { type Against, findObstacles, forgottenRun, orToldWith, unfinishedRun } from './find-obstacles.ts';
import { jumpsOf } from './jumps.ts';
import { takenOldNames } from './names-in-the-way.ts';
import { contentRefusals, refusals, refuseWith } from './obstacles.ts';
import { assertNotOutdated } from './outdated-database.ts';
import { pendingContract } from './pending-contract.ts';
import { planEnvironment } from './plan-environment.ts';
import { adopts } from './plan-run.ts';
import { restorableHolds } from './restorable-holds.ts';
import type { RunRequest, RunTarget } from './run.ts';
import { whileItStands } from './while-it-stands.ts';
import { withTarget } from './with-target.ts';

/** One package with what it would hold; null: it would go. */
export interface ContentChange extends Pick<RunTarget, 'packageId' | 'to'> {
  readonly content: PackageContent | null;
  readonly coming: Coming | null;
}

export interface DiffInput {
  readonly request: RunRequest;
  readonly changes: readonly ContentChange[];
  readonly preflight: boolean;
  /** A dry run: refused with what does not fit there. */
  readonly refuse: boolean;
}

/** @throws what keeps the plan from being made, with everything else that is in the way as `details.also` */
export function diffContents(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  input: DiffInput,
): Promise<DiffResult> {
  return whileItStands(context, scope, environment, () => lookAtContents(context, scope, environment, input));
}

async function lookAtContents(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, changes, preflight, refuse }: DiffInput,
): Promise<DiffResult> {
  const { plane } = context;
  const coming = changes.flatMap((change) => change.coming ?? []);
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
  const unfinished = await unfinishedRun(plane, scope, environment);
  const inUse = await refusals(IN_USE, [
    () => assertNotNeeded(context, plane, scope, environment, going, after),
  ]);
  const content = await contentRefusals(context, scope, environment, { ...request, coming });
  if (refuse && content.length > 0) refuseWith([...content, ...unfinished, ...inUse]);
  const against: Against = { early: [...unfinished, ...inUse], content };
  const running = targets[0]?.from ?? null;
  const from = running === null ? null : ((await plane.versions.get(scope, running))?.version ?? null);
  const overlays = await overlaysToTell(context, scope, environment, after);
  const found = await orToldWith(context, scope, environment, { request, against }, () =>
    planContents(context, scope, environment, {
      ...{ request, changes, coming, against, preflight },
      ...{ before, after, targets, back },
      isAhead: unfinished.length > 0,
    }),
  );
  return { environment: environment.name, from, ...(overlays === undefined ? {} : { overlays }), ...found };
}

const IN_USE = new Set(['PACKAGE_IN_USE'] as const);

interface PlanInput extends Pick<DiffInput, 'request' | 'changes' | 'preflight'> {
  readonly coming: readonly Coming[];
  readonly against: Against;
  readonly before: readonly InstalledPackage[];
  readonly after: readonly PackageContent[];
  readonly targets: readonly RunTarget[];
  /** Those of the targets that were uninstalled, and come back as they were. */
  readonly back: readonly RunTarget[];
  /** Another run stopped half way: what the tables and rows are like, nobody can tell before it ends. */
  readonly isAhead: boolean;
}

async function planContents(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  { request, changes, preflight, coming, against, before, after, targets, back, isAhead }: PlanInput,
): Promise<Omit<DiffResult, 'environment' | 'from' | 'overlays'>> {
  const { plane } = context;
  const { restores, renames = renameFormOf(environment.type) } = request;
  const contents = changes.flatMap((change) => change.content ?? []);
  const left = await pendingContract(plane, scope, environment.id);
  const pending = left.steps;
  const goesBack = request.kind === 'rollback';
  const restoring = goesBack ? targets : [...back, ...(restores === undefined ? [] : [{ to: restores }])];
  // Then what is left for later is held by the time it begins.
  const finalizedFirst = await finalizesFirst(plane, scope, { ...request, targets });
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
      pending: finalizedFirst ? [] : pending,
      salt: '',
      engine: environment.engine,
      renameForm: renames,
      found,
      ...(holds ? { holds } : {}),
    });
  const fromPointers = await planFrom([]);
  return withTarget(context, environment, async (target) => {
    const mark = environment.schemaMode === 'managed' ? await target.mark() : null;
    await assertNotOutdated(plane, scope, mark, environment);
    const forgotten = await forgottenRun(plane, scope, mark, environment);
    const looks = !isAhead && forgotten.length === 0;
    const grounds = looks && adopts(environment, request) && (pending.length === 0 || !finalizedFirst);
    const { plan: planned, actual } = grounds
      ? await groundedPlan(target, fromPointers, (plan) => plan, planFrom)
      : { plan: fromPointers };
    assertWithinLimits(planned.after, target.limits, target.engine);
    const sql = target.describe(
      planned.plan.steps.map(({ step }) => step),
      planned.before,
    );
    // With leftovers in the way the tables will look different when the run starts; it checks again then.
    const taken = looks
      ? await takenOldNames(
          target,
          pending.filter((step) => step.kind === 'drop_view'),
        )
      : [];
    if (taken.length > 0) throw schemaDrift(taken);
    const asTheyAre = looks && pending.length === 0;
    const baseFingerprint = asTheyAre ? await checkSchema(target, planned, actual) : '';
    const ofTables =
      asTheyAre && environment.schemaMode === 'managed' ? await refusedOnline(target, planned) : [];
    const first = finalizedFirst ? pending : [];
    const report = looks && preflight ? await preflightReport(target, planned, first) : undefined;
    const obstacles = await findObstacles(context, scope, environment, {
      ...{ request, coming, planned, ofTables },
      against: { ...against, early: [...against.early, ...forgotten] },
      seen: looks ? { target, pending, first, actual: actual ?? null, findings: report?.preflight } : null,
    });
    return {
      plan: planned.plan,
      renames,
      sql: Object.fromEntries(sql),
      baseFingerprint,
      obstacles,
      ...report,
    };
  });
}
