/**
 * Owns the plan of one run: which content every target gets, and which steps that takes on the environment. Deterministic
 * from frozen content and pointers, so that another process resumes with the same plan and its hash proves it. Only a
 * repair looks at the database, once.
 */
import type { Context } from '../context.ts';
import { AuthoringError, invariant } from '../error.ts';
import { assemblePlan } from '../plan/assemble-plan.ts';
import type { Step } from '../plan/steps/step.ts';
import type { SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { comingBack } from './coming-back.ts';
import { tablesOf } from './compare-contents.ts';
import { assertNotNeeded } from './dependents.ts';
import {
  type ContentMove,
  contentsAfter,
  type InstalledPackage,
  installedPackages,
} from './environment-content.ts';
import { draftIndexAtFreeze, type Frozen, freezeDraft, freezeSealed } from './freeze.ts';
import { jumpsOf } from './jumps.ts';
import type { LeftBehind } from './left-behind.ts';
import { pendingContract, withLeftovers } from './pending-contract.ts';
import { type EnvironmentPlan, planEnvironment, touchedTables } from './plan-environment.ts';
import { purgeSteps } from './plan-purge.ts';
import { planRepair } from './plan-repair.ts';
import { type RestorableHolds, restorableHolds } from './restorable-holds.ts';
import type { FrozenContent, RunKind, RunRequest, RunRow, RunTarget } from './run.ts';

export interface RunPlan {
  readonly frozen: readonly Frozen[];
  readonly planned: EnvironmentPlan;
  /** What was held when it was made, where it brings something back. */
  readonly restorable?: RestorableHolds;
}

export interface PlanOptions {
  /** Tables that the plan starts from as they are; of a frozen run, those it was frozen with. */
  readonly found?: readonly TableSpec[];
  /** The plan as it will be once what earlier runs left for later is finalized. */
  readonly finalizedFirst?: boolean;
  /** Of a finalize and a purge: what they find once a run before them is live, in place of what there is. */
  readonly left?: LeftBehind;
}

export async function planRun(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  target: TargetDatabase,
  options: PlanOptions = {},
): Promise<RunPlan> {
  switch (run.request.kind) {
    case 'finalize':
      return { frozen: [], planned: await planContract(context, plane, scope, environment, options.left) };
    case 'purge':
      return {
        frozen: [],
        planned: await planSteps(
          await purgeSteps(plane, scope, environment, run, options.left),
          new Map(),
          new Map(),
        ),
      };
    case 'repair': {
      const input = { environment, target, salt: run.id, frozen: run.frozen };
      return { frozen: [], planned: await planRepair(context, plane, scope, input) };
    }
    case 'publish':
    case 'preview':
    case 'promote':
    case 'rollback':
    case 'uninstall':
      return planVersions(context, plane, scope, environment, run, options);
  }
}

async function planVersions(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  run: RunRow,
  { found = run.frozen?.found ?? [], finalizedFirst = false }: PlanOptions,
): Promise<RunPlan> {
  const { request } = run;
  const frozen: Frozen[] = [];
  const before = await installedPackages(context, plane, scope, environment.id);
  const back = new Set(await comingBack(plane, scope, request));
  const moves: ContentMove[] = [];
  for (const target of request.targets) {
    if (target.to === null) assertStillRuns(environment, before, target);
    const one = target.to === null ? null : await frozenContent(context, plane, scope, run, target.to);
    if (one) frozen.push(one);
    const { packageId } = target;
    moves.push({ packageId, content: one?.package ?? null, comesBack: back.has(target) });
  }
  const contents = frozen.map((one) => one.package);
  const { after, going } = contentsAfter(before, moves);
  if (!run.reversing) await assertNotNeeded(context, plane, scope, environment, going, after);
  const asked = request.restores === undefined ? [] : [{ to: request.restores }];
  const restoring = request.kind === 'rollback' ? request.targets : [...back, ...asked];
  const left = await pendingContract(plane, scope, environment.id);
  const pending = finalizedFirst ? [] : left.steps;
  const restorable =
    restoring.length === 0
      ? undefined
      : await restorableHolds(context, plane, scope, environment.id, restoring, {
          left,
          contents,
          finalizedFirst,
        });
  const planned = await planEnvironment(context, plane, scope, {
    before,
    after,
    jumps: await jumpsOf(context, plane, scope, environment.id, {
      targets: request.targets,
      contents,
    }),
    pending,
    salt: run.id,
    engine: environment.engine,
    renameForm: request.renames ?? 'in_switch',
    found,
    ...(restorable ? { holds: restorable } : {}),
  });
  return { frozen, planned, ...(restorable ? { restorable } : {}) };
}

const ADOPTING: ReadonlySet<RunKind> = new Set(['publish', 'preview', 'promote']);

/** What brings new content may find that the database has it already; a rollback brings back what is held instead. */
export function adopts({ schemaMode }: EnvironmentRow, { kind }: RunRequest): boolean {
  return schemaMode === 'managed' && ADOPTING.has(kind);
}

/** What goes is what was asked to go. @throws PLAN_STALE */
function assertStillRuns(
  { name }: EnvironmentRow,
  installed: readonly InstalledPackage[],
  { packageId, from }: RunTarget,
): void {
  const runs = installed.find((one) => one.packageId === packageId)?.installation.versionId ?? null;
  if (runs === from) return;
  throw new AuthoringError(
    'PLAN_STALE',
    `'${name}' runs another version by now than the one that was to go`,
    {
      details: { expected: from, actual: runs },
      suggestion: `see what it runs with: mda env show ${name}, and repeat the command`,
    },
  );
}

/** Of one target: as an earlier process froze it, as the draft has it now, or as it was sealed. */
export async function frozenContent(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  { request, frozen }: RunRow,
  versionId: string,
): Promise<Frozen> {
  const stored = frozen?.contents.find((content) => content.versionId === versionId);
  if (stored && stored.index.length > 0) return thaw(plane, scope, stored);
  if (request.kind === 'publish' || request.kind === 'preview')
    return freezeDraft(context, plane, scope, versionId, request);
  return freezeSealed(context, plane, scope, versionId);
}

/** Content that an earlier process froze. */
async function thaw(plane: ControlPlane, scope: Scope, content: FrozenContent): Promise<Frozen> {
  const pkg = await plane.packages.get(scope, content.packageId);
  invariant(pkg, `package '${content.packageId}' of a frozen run is gone`);
  const index = draftIndexAtFreeze(content);
  return {
    content,
    package: { packageId: pkg.id, manifestId: pkg.manifestId, index, facts: content.facts },
    bytes: null,
    manifestBody: null,
  };
}

async function planContract(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  environment: EnvironmentRow,
  left?: LeftBehind,
): Promise<EnvironmentPlan> {
  const pending = left?.pending ?? (await pendingContract(plane, scope, environment.id)).steps;
  const contents = left?.contents ?? (await installedPackages(context, plane, scope, environment.id));
  const current = await tablesOf(context, plane, scope, contents, 'all');
  return planSteps(pending, withLeftovers(current, pending), current);
}

async function planSteps(
  steps: readonly Step[],
  before: SchemaState,
  after: SchemaState,
): Promise<EnvironmentPlan> {
  return {
    plan: await assemblePlan({ steps, items: [], questions: [], semverBump: 'patch' }),
    before,
    after,
    touched: touchedTables(steps),
  };
}

/** @throws PLAN_STALE when the plan is not the one that was fixed before */
export function assertSamePlan(planHash: string, expected: string | undefined, what: string): void {
  if (expected === undefined || expected === planHash) return;
  throw new AuthoringError('PLAN_STALE', `the plan is not the one that ${what}`, {
    details: { expected, actual: planHash },
    suggestion:
      'look at the new plan with: mda diff, and publish with its hash; a run that was interrupted: mda run abandon RUN',
  });
}
