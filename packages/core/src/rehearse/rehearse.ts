/**
 * Owns rehearsing what is to run in an environment: on a full copy of its database, which goes as soon as it is over. What
 * it came to is kept for ever, for whoever has to agree; the environment itself is only read.
 */
import type { Context } from '../context.ts';
import { copying } from '../ephemeral/copying.ts';
import { endCopy } from '../ephemeral/end-copy.ts';
import { AuthoringError, isAuthoringError } from '../error.ts';
import { type SubjectAhead, subjectAhead } from '../govern/approval-subject.ts';
import { LIMITS } from '../limits.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import type { ApprovalSubject, ApprovedMove } from '../ports/approval.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RehearsalRow, RehearsedStep } from '../ports/rehearsal.ts';
import type { PreflightFinding } from '../ports/target-database.ts';
import { assertPaired } from '../release/check-target.ts';
import { assertNothingForgotten } from '../release/forgotten-run.ts';
import { assertNotOutdated } from '../release/outdated-database.ts';
import { assertSamePlan } from '../release/plan-run.ts';
import { assertRequestable, runOf } from '../release/request-run.ts';
import type { RunRequest, RunRow } from '../release/run.ts';
import { failureOf } from '../release/run-record.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';
import type { OnProgress } from '../service-types.ts';
import { type CopyRun, type CopyRunResult, runOnCopy } from './run-on-copy.ts';

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
  const say: CopyRun['say'] = (state, message, done = 0, total = done, rows) =>
    onProgress({ run: run.id, kind: request.kind, state, done, total, message, ...(rows ? { rows } : {}) });
  say('planned', `copying the database of '${source.name}'`);
  const begun = { at: context.clock.now(), ms: context.clock.monotonicMs() };
  const input = { purpose: 'rehearsal', data: 'full', ttlMs: LIMITS.rehearsal_ttl_ms } as const;
  return copying(context, scope, source, input, async (copy) => {
    const copiedMs = context.clock.monotonicMs();
    const steps: RehearsedStep[] = [];
    const came = await outcomeOf(() =>
      runOnCopy({ context, scope, source, copy, run, expected, say, onStep: (step) => steps.push(step) }),
    );
    const row: RehearsalRow = {
      ...headOf(run, expected),
      outcome: came.error === null ? 'passed' : 'failed',
      failure: came.error === null ? null : failureOf(came.error),
      form: copy.form,
      copyMs: Math.round(copiedMs - begun.ms),
      tookMs: Math.round(context.clock.monotonicMs() - copiedMs),
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

/** A server that is busy or gone says nothing of the plan, nor do tables that changed meanwhile. */
async function outcomeOf(work: () => Promise<CopyRunResult>): Promise<Outcome> {
  try {
    return { result: await work(), error: null };
  } catch (error) {
    const isOfPlan =
      isAuthoringError(error) &&
      !['busy', 'unavailable', 'bug'].includes(error.kind) &&
      error.code !== 'PLAN_STALE';
    if (isOfPlan) return { result: null, error };
    throw error;
  }
}

function headOf(
  run: RunRow,
  { subject }: SubjectAhead,
): Pick<
  RehearsalRow,
  'id' | 'environmentId' | 'kind' | 'moves' | 'planHash' | 'baseFingerprint' | 'rowsAtRisk'
> {
  const { environmentId, planHash, baseFingerprint, rowsAtRisk } = subject;
  return {
    id: run.id,
    environmentId,
    kind: run.request.kind,
    moves: movesOf(subject),
    planHash,
    baseFingerprint,
    rowsAtRisk,
  };
}

function movesOf({
  packageId,
  versionId,
  version,
  checksum,
  others = [],
}: ApprovalSubject): readonly ApprovedMove[] {
  return [{ packageId, versionId, version, checksum }, ...others];
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
      },
      at: context.clock.now(),
    });
  });
}

/** Over all of its steps. */
export function longestLockMs({ steps }: Pick<RehearsalRow, 'steps'>): number {
  return Math.max(0, ...steps.map(({ lockMs }) => lockMs));
}

function rounded({ tookMs, lockMs, ...step }: RehearsedStep): RehearsedStep {
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  return { ...step, tookMs: tenths(tookMs), lockMs: tenths(lockMs) };
}

function failedOnCopy({ name }: EnvironmentRow, { id }: RehearsalRow, cause: AuthoringError): AuthoringError {
  return new AuthoringError(
    cause.code,
    `${cause.message}; so it came to on a copy of '${name}', where nothing was changed`,
    {
      details: { ...cause.details, rehearsal: id },
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
    await assertNotOutdated(context.plane, scope, target, environment);
    await assertPaired(context.plane, scope, target, environment);
    await assertNothingForgotten(context.plane, scope, target, environment);
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
