/**
 * Owns rehearsing what is to run in an environment: on a full copy of its database, which goes as soon as it is over. What
 * it came to is kept for ever, for whoever has to agree; the environment itself is only read.
 */
import type { Context } from '../context.ts';
import { copying } from '../ephemeral/copying.ts';
import { endCopy } from '../ephemeral/end-copy.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { subjectAhead } from '../govern/approval-subject.ts';
import { LIMITS } from '../limits.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RehearsalRow, RehearsedPhase, RehearsedStep } from '../ports/rehearsal.ts';
import type { PreflightFinding } from '../ports/target-database.ts';
import { assertPaired } from '../release/check-target.ts';
import { assertNothingForgotten } from '../release/forgotten-run.ts';
import { assertNotOutdated } from '../release/outdated-database.ts';
import { assertSamePlan } from '../release/plan-run.ts';
import { assertRequestable, runOf } from '../release/request-run.ts';
import type { RunRequest } from '../release/run.ts';
import { failureOf } from '../release/run-record.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { contractOnCopy } from './contract-on-copy.ts';
import { longestLockMs, phaseWords, rehearsalHead, rounded } from './rehearsal-row.ts';
import { type CopyRunResult, runOnCopy } from './run-on-copy.ts';
import type { OnCopy } from './walk-on-copy.ts';

export interface Rehearsal extends RehearsalRow {
  readonly environment: string;
  readonly plan: MigrationPlan;
  readonly preflight: readonly PreflightFinding[];
}

/**
 * @param request as it would be asked for
 * @throws what stops such a run before its first statement; ENVIRONMENT_LOCKED while the environment changes, DISK_FULL when
 * there is no room for a copy; and what stopped it on the copy, with the id of the rehearsal that tells of it
 */
export async function rehearse(
  context: Context,
  scope: Scope,
  source: EnvironmentRow,
  request: RunRequest,
  onProgress: OnProgress = () => {},
): Promise<Rehearsal> {
  context.authorize(scope, 'rehearse', source);
  assertManaged(source);
  await assertRequestable(context, scope, source, request);
  const run = runOf(context, scope, source, request);
  await assertDatabaseFits(context, scope, source);
  const expected = await subjectAhead(context, scope, source, run);
  assertSamePlan(expected.subject.planHash, request.expectPlanHash, 'was shown');
  const say: OnCopy['say'] = (state, message, done = 0, total = done, rows) =>
    onProgress({ run: run.id, kind: request.kind, state, done, total, message, ...(rows ? { rows } : {}) });
  say('planned', `copying the database of '${source.name}'`);
  const begun = { at: context.clock.now(), ms: context.clock.monotonicMs() };
  const input = { purpose: 'rehearsal', data: 'full', ttlMs: LIMITS.rehearsal_ttl_ms } as const;
  return copying(context, scope, source, input, async (copy) => {
    const nowMs = () => context.clock.monotonicMs();
    const copiedMs = nowMs();
    const steps: RehearsedStep[] = [];
    const at: { phase?: RehearsedPhase; laterMs?: number } = {};
    const onPhase = (phase: RehearsedPhase) => {
      at.phase = phase;
      if (phase.later) at.laterMs ??= nowMs();
    };
    const onStep = (step: RehearsedStep) => steps.push(step);
    const onCopy = { context, scope, source, copy, run, expected, say, onPhase, onStep };
    const came = await outcomeOf(async () => {
      const ran = await runOnCopy(onCopy);
      await contractOnCopy(onCopy, ran.left);
      return ran;
    });
    const endMs = nowMs();
    const row: RehearsalRow = {
      ...rehearsalHead(run, expected),
      outcome: came.error === null ? 'passed' : 'failed',
      failure: came.error === null ? null : failureOf(came.error),
      ...(came.error !== null && at.phase ? { failedIn: at.phase } : {}),
      form: copy.form,
      copyMs: Math.round(copiedMs - begun.ms),
      tookMs: Math.round((at.laterMs ?? endMs) - copiedMs),
      ...(at.laterMs === undefined ? {} : { laterMs: Math.round(endMs - at.laterMs) }),
      steps: steps.map(rounded),
      by: scope.principal.id,
      at: begun.at,
    };
    await keep(context, scope, row);
    if (came.error) throw failedOnCopy(source, row, came.error);
    await context.plane.leases.release(scope, copy.lease);
    // What cannot be taken away now stays in its row: any later `collect` does it.
    await endCopy(context, scope, copy.environment, 'rehearsed').catch(() => undefined);
    return { ...row, environment: source.name, plan: came.result.plan, preflight: came.result.findings };
  });
}

type Outcome =
  | { readonly result: CopyRunResult; readonly error: null }
  | { readonly result: null; readonly error: AuthoringError };

/** A server that is busy or gone says nothing of the plan, nor do tables that changed meanwhile; a statement that it refuses does. */
async function outcomeOf(work: () => Promise<CopyRunResult>): Promise<Outcome> {
  try {
    return { result: await work(), error: null };
  } catch (error) {
    const isOfPlan =
      isAuthoringError(error) &&
      error.code !== 'PLAN_STALE' &&
      (error.code === 'STATEMENT_FAILED' || !['busy', 'unavailable', 'bug'].includes(error.kind));
    if (isOfPlan) return { result: null, error };
    throw error;
  }
}

async function keep(context: Context, scope: Scope, row: RehearsalRow): Promise<void> {
  const [lead] = row.moves;
  await context.plane.transaction(async (tx) => {
    await tx.rehearsals.insert(scope, row);
    await tx.log.record(scope, {
      op: 'plan.rehearsed',
      environmentId: row.environmentId,
      ...(lead?.packageId ? { packageId: lead.packageId } : {}),
      ...(lead?.versionId ? { versionId: lead.versionId } : {}),
      data: {
        rehearsal: row.id,
        kind: row.kind,
        versions: row.moves.map(({ version }) => version),
        planHash: row.planHash,
        outcome: row.outcome,
        ...(row.failure ? { code: row.failure.code } : {}),
        tookMs: row.tookMs,
        longestLockMs: longestLockMs(row),
        ...(row.laterMs === undefined
          ? {}
          : { laterMs: row.laterMs, laterLongestLockMs: longestLockMs(row, 'later') }),
      },
      at: context.clock.now(),
    });
  });
}

function failedOnCopy(
  { name }: EnvironmentRow,
  { id, failedIn }: RehearsalRow,
  cause: AuthoringError,
): AuthoringError {
  const where = failedIn === undefined ? '' : ` in the ${phaseWords(failedIn)}`;
  return new AuthoringError(
    cause.code,
    `${cause.message}; so it came to${where} on a copy of '${name}', where nothing was changed`,
    {
      details: { ...cause.details, rehearsal: id, ...(failedIn === undefined ? {} : { failedIn }) },
      ...(cause.suggestion === undefined ? {} : { suggestion: cause.suggestion }),
      cause,
    },
  );
}

/** What a run would ask the database itself, whose mark a copy has no more. */
async function assertDatabaseFits(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
): Promise<void> {
  await withTarget(context, environment, async (target) => {
    const mark = await target.mark();
    await assertNotOutdated(context.plane, scope, mark, environment);
    await assertPaired(context.plane, scope, mark, environment);
    await assertNothingForgotten(context.plane, scope, mark, environment);
  });
}

/** @throws USAGE_INVALID */
function assertManaged({ name, schemaMode }: EnvironmentRow): void {
  if (schemaMode === 'managed') return;
  throw new AuthoringError(
    'USAGE_INVALID',
    `nothing runs on the tables of '${name}': they are not ours to change`,
    {
      details: { environment: name, schemaMode },
      suggestion: 'see whether they fit with --dry-run',
    },
  );
}
