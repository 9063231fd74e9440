/**
 * Owns what a rollback would do, before anybody decides: the values that it loses, keeps and brings back, counted in the
 * real tables, what runs until the swap, what the rows and other packages have against it, and which items differ. Reads only.
 */
import type { Context } from '../context.ts';
import type { AuthoringError } from '../error.ts';
import { renameFormOf } from '../policy/rename-form.ts';
import type { PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { RollbackEntry, RollbackPreview } from '../service-types.ts';
import { assertPaired, blockingFindings, checkSchema, refusedOnline, runPreflight } from './check-target.ts';
import { installedPackages, withPackage } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import {
  type Against,
  type FoundObstacles,
  findObstacles,
  forgottenRun,
  obstaclesOfOne,
  orToldWith,
  unfinishedRun,
} from './find-obstacles.ts';
import { comingOf, type Frozen, freezeSealed } from './freeze.ts';
import { jumpsOf } from './jumps.ts';
import { livedHere } from './lived-here.ts';
import { contentRefusals } from './obstacles.ts';
import { assertNotOutdated } from './outdated-database.ts';
import { pendingContract } from './pending-contract.ts';
import { type EnvironmentPlan, planEnvironment } from './plan-environment.ts';
import { restorableHolds } from './restorable-holds.ts';
import { type RollbackEffect, rollbackEffects } from './rollback-effects.ts';
import { requiredAndGone } from './rollback-gone.ts';
import { rollbackItems } from './rollback-items.ts';
import {
  type RollbackOptions,
  type RollbackTarget,
  rollbackRequest,
  rollbackTarget,
} from './rollback-target.ts';
import { whileItStands } from './while-it-stands.ts';
import { withTarget } from './with-target.ts';

export interface RollbackPreviewOptions extends RollbackOptions {
  /** `lost`: only that is counted, and no item and no obstacle is looked at, for whoever goes back at once. Default: everything. */
  readonly count?: 'everything' | 'lost';
}

/** What it goes back together with: all that one run moved, with it. */
export type Train = Pick<FoundObstacles, 'request' | 'coming'>;

/** @throws VERSION_NOT_FOUND, SCHEMA_DRIFT, and what else would keep the plan from being made, with all that is in the way beside it */
export async function rollbackPreview(
  context: Context,
  scope: Scope,
  options: RollbackPreviewOptions,
  train?: Train,
): Promise<RollbackPreview> {
  const environment = await environmentByName(context.plane, scope, options.targetEnv);
  context.authorize(scope, 'read', environment);
  return whileItStands(context, scope, environment, () => lookBack(context, scope, options, train));
}

async function lookBack(
  context: Context,
  scope: Scope,
  options: RollbackPreviewOptions,
  train?: Train,
): Promise<RollbackPreview> {
  const { plane } = context;
  const target = await rollbackTarget(context, scope, options);
  const { environment, to } = target;
  const frozen = await freezeSealed(context, plane, scope, to.id);
  const early = await unfinishedRun(plane, scope, environment);
  const preview = (against: Against) =>
    previewOf(context, scope, options, { target, frozen, against, train });
  if (options.count === 'lost') return preview({ early, content: [] });
  const request = rollbackRequest(target, options);
  const coming = [comingOf(frozen)];
  const content = await contentRefusals(context, scope, environment, { ...request, coming });
  const against = { early, content };
  return orToldWith(context, scope, environment, { request, against }, () => preview(against));
}

interface PreviewInput {
  readonly target: RollbackTarget;
  readonly frozen: Frozen;
  readonly against: Against;
  readonly train: Train | undefined;
}

async function previewOf(
  context: Context,
  scope: Scope,
  options: RollbackPreviewOptions,
  { target, frozen, against, train }: PreviewInput,
): Promise<RollbackPreview> {
  const { count = 'everything' } = options;
  const { plane } = context;
  const { environment, installation, from, to } = target;
  const move = { packageId: installation.packageId, from: installation.versionId, to: to.id };
  const before = await installedPackages(context, plane, scope, environment.id);
  const left = await pendingContract(plane, scope, environment.id);
  const pending = left.steps;
  const holds = await restorableHolds(context, plane, scope, environment.id, [move], {
    left,
    contents: [frozen.package],
  });
  const planned = await planEnvironment(context, plane, scope, {
    before,
    after: withPackage(before, frozen.package.packageId, frozen.package),
    jumps: await jumpsOf(context, plane, scope, environment.id, {
      targets: [move],
      contents: [frozen.package],
    }),
    pending,
    salt: '',
    engine: environment.engine,
    renameForm: options.renames ?? renameFormOf(environment.type),
    holds,
  });
  const { plan } = planned;
  const obstaclesTo = async (forgotten: readonly AuthoringError[], ofTables: readonly AuthoringError[]) => {
    if (count === 'lost') return [];
    if (train)
      return obstaclesOfOne(context, scope, environment, { ...train, ofTables }, installation.packageId);
    return findObstacles(context, scope, environment, {
      request: rollbackRequest(target, options),
      coming: [comingOf(frozen)],
      planned,
      ofTables,
      against: { ...against, early: [...against.early, ...forgotten] },
      seen: null,
    });
  };
  const head = {
    environment: environment.name,
    from: from?.version ?? null,
    to: to.version,
    planHash: plan.planHash,
    items: count === 'lost' ? [] : await rollbackItems(context, scope, target, plan.items),
  };
  // Where the tables are not ours, only the pointer moves.
  if (environment.schemaMode !== 'managed')
    return {
      ...head,
      ...{ lost: [], kept: [], restorable: [], how: 'pointer', statements: 0, blocking: [] },
      obstacles: await obstaclesTo([], []),
    };
  const effects = rollbackEffects({
    planned,
    pending,
    holds: holds.held,
    lived: await livedHere(context, scope, environment, planned, [to]),
  });
  return withTarget(context, environment, async (database) => {
    const mark = await database.mark();
    await assertNotOutdated(plane, scope, mark, environment);
    await assertPaired(plane, scope, mark, environment);
    const forgotten = await forgottenRun(plane, scope, mark, environment);
    // What a run that stopped half way left of tables and rows, nobody can tell before it ends.
    const looks = against.early.length === 0 && forgotten.length === 0;
    if (looks) await checkSchema(database, planned);
    const findings = looks ? await runPreflight(database, planned) : [];
    const gone = looks
      ? await requiredAndGone(context, scope, database, {
          planned,
          content: frozen.package,
          effects,
          known: findings,
        })
      : [];
    const entries = looks
      ? await counted(database, effects, findings, count)
      : effects.map((effect) => entryOf(effect, null));
    const statements = statementsBeforeSwap(database, planned);
    const of = (fate: RollbackEffect['fate']) =>
      effects.flatMap((effect, at) => (effect.fate === fate && entries[at] ? [entries[at]] : []));
    return {
      ...head,
      lost: of('lost'),
      kept: of('kept'),
      restorable: of('restorable'),
      how: statements === 0 ? 'pointer' : 'plan',
      statements,
      blocking: blockingFindings([...findings, ...gone], options.force ?? false),
      obstacles: await obstaclesTo(forgotten, looks ? await refusedOnline(database, planned) : []),
    };
  });
}

/** @returns an entry an effect; null: no value of it changes after all */
async function counted(
  database: TargetDatabase,
  effects: readonly RollbackEffect[],
  findings: readonly PreflightFinding[],
  count: 'everything' | 'lost',
): Promise<readonly (RollbackEntry | null)[]> {
  const asked = effects.filter(
    ({ fate, now, changedBy }) =>
      now !== null && changedBy === undefined && (count === 'everything' || fate === 'lost'),
  );
  const counts = await database.countRows(asked.flatMap(({ now }) => (now === null ? [] : [now])));
  return effects.map((effect) => {
    const { changedBy } = effect;
    const rows =
      changedBy === undefined ? (counts[asked.indexOf(effect)] ?? null) : changedRows(findings, changedBy);
    return changedBy !== undefined && rows === 0 ? null : entryOf(effect, rows);
  });
}

/** @param rows null: not counted */
function entryOf({ table, column, why }: RollbackEffect, rows: number | null): RollbackEntry {
  const name = column === undefined ? { name: table, table } : { name: `${table}.${column}`, table, column };
  return { ...name, rows, why };
}

/** null: preflight got no answer in time. */
function changedRows(findings: readonly PreflightFinding[], stepId: string): number | null {
  const about = findings.filter((finding) => finding.stepId === stepId);
  if (about.some(({ check }) => check === 'unanswered')) return null;
  return about.find(({ check }) => check === 'changed_values')?.count ?? 0;
}

function statementsBeforeSwap(database: TargetDatabase, { plan, before }: EnvironmentPlan): number {
  const steps = plan.steps.map(({ step }) => step);
  const statements = database.describe(steps, before);
  return steps
    .filter(({ phase }) => phase !== 'contract')
    .reduce((sum, { id }) => sum + (statements.get(id)?.length ?? 0), 0);
}
