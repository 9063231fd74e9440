/** Owns the JSON form of plans and runs: the closed vocabulary that scripts rely on. */
import type {
  AdoptResult,
  DiffResult,
  MigrationPlan,
  PublishResult,
  RepairPreview,
  RepairResult,
  RunDetail,
} from '@objectstack/metadata-authoring';

export function planJson(plan: MigrationPlan, statements?: DiffResult['sql']) {
  return {
    changes: plan.changes,
    backfills: plan.backfills,
    destructive: plan.destructive,
    steps: plan.steps.map(({ step, hazards, onlyPauses, reversible, irreversibleReason }) => ({
      id: step.id,
      kind: step.kind,
      phase: step.phase,
      table: step.table,
      hazards,
      reversible,
      ...(onlyPauses ? { onlyPauses } : {}),
      ...(irreversibleReason === undefined ? {} : { irreversibleReason }),
      ...(statements === undefined ? {} : { sql: statements[step.id] ?? [] }),
    })),
    hazards: plan.hazards,
    items: plan.items,
    planHash: plan.planHash,
    semverBump: plan.semverBump,
    reversible: plan.reversible,
    questions: plan.questions,
  };
}

/** What a preflight found, how large the tables are, and what each step is expected to cost. */
export function preflightJson({
  preflight = [],
  tables = [],
  costs = [],
}: Pick<DiffResult, 'preflight' | 'tables' | 'costs'>) {
  return {
    preflight: preflight.map(({ stepId, ...finding }) => ({ step: stepId, ...finding })),
    tables,
    costs: costs.map(({ stepId, ...cost }) => ({ step: stepId, ...cost })),
  };
}

export function publishJson(result: PublishResult) {
  const { packageVersionId, semver, checksum, packages, plan, activatedEnv, changeLogSeq } = result;
  const { run, state, followUps, health } = result;
  return {
    packageVersionId,
    semver,
    checksum,
    packages,
    plan: planJson(plan),
    activatedEnv,
    changeLogSeq,
    run,
    state,
    followUps,
    health,
  };
}

export function dryRunJson(diff: DiffResult) {
  return {
    environment: diff.environment,
    from: diff.from,
    plan: planJson(diff.plan, diff.sql),
    obstacles: diff.obstacles,
    ...(diff.overlays === undefined ? {} : { overlays: diff.overlays }),
    ...preflightJson(diff),
    dryRun: true,
  };
}

export function repairJson(result: RepairPreview | RepairResult) {
  const { environment, drift, foreign, plan } = result;
  if (result.dryRun)
    return {
      environment,
      drift,
      notOurs: foreign,
      plan: planJson(result.plan, result.sql),
      ...preflightJson(result),
      dryRun: true,
    };
  return {
    environment,
    repaired: result.repaired,
    drift,
    notOurs: foreign,
    plan: plan && planJson(plan),
    run: result.run,
    state: result.state,
    changeLogSeq: result.changeLogSeq,
  };
}

export function adoptJson({ mode: _mode, ...result }: AdoptResult) {
  return result;
}

export function runJson({ run, steps }: RunDetail) {
  return {
    id: run.id,
    kind: run.request.kind,
    environmentId: run.request.environmentId,
    state: run.state,
    requestedBy: run.requestedBy,
    requestedAt: run.requestedAt,
    activateAt: run.request.activateAt ?? null,
    finishedAt: run.finishedAt,
    failure: run.failure,
    progress: run.progress ?? null,
    steps,
  };
}
