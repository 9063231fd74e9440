/**
 * Owns a run as it goes on a copy of its environment's database: the very plan that the environment would take, planned and
 * looked at by what plans and looks there, and its chunks in order, each timed. No pointer moves, nothing is journaled.
 */
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import type { MadeCopy } from '../ephemeral/copying.ts';
import { AuthoringError } from '../error.ts';
import type { SubjectAhead } from '../govern/approval-subject.ts';
import { LIMITS } from '../limits.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import { fingerprintOf } from '../plan/physical-schema.ts';
import { stepTitles } from '../plan/step-title.ts';
import { applySteps } from '../plan/steps/index.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RehearsedStep } from '../ports/rehearsal.ts';
import type { PreflightFinding, StepTime, TargetDatabase } from '../ports/target-database.ts';
import { type Beat, beatBeside } from '../release/beat-lease.ts';
import { finalizesFirst } from '../release/coming-back.ts';
import { finalizeRequest } from '../release/finalize.ts';
import { type FixedPlan, fixPlan } from '../release/fix-plan.ts';
import { pendingContract } from '../release/pending-contract.ts';
import { assertSamePlan } from '../release/plan-run.ts';
import { runOf } from '../release/request-run.ts';
import { rowProgress } from '../release/row-progress.ts';
import type { RunProgress, RunRow, RunState } from '../release/run.ts';
import { phasesOf } from '../release/run-state.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';

export interface CopyRun {
  readonly context: Context;
  readonly scope: Scope;
  readonly source: EnvironmentRow;
  readonly copy: MadeCopy;
  readonly run: RunRow;
  /** What it came to on the environment itself. */
  readonly expected: SubjectAhead;
  readonly say: (state: RunState, message: string, done?: number, total?: number, rows?: RunProgress) => void;
  /** Each step that is done, as soon as it is. */
  readonly onStep: (step: RehearsedStep) => void;
}

export interface CopyRunResult {
  readonly plan: MigrationPlan;
  readonly findings: readonly PreflightFinding[];
}

/** @throws PLAN_STALE when the copy would take another plan, or has other tables; and what a run throws */
export function runOnCopy(input: CopyRun): Promise<CopyRunResult> {
  const { context, scope, source, copy, run, expected } = input;
  return withTarget(context, copy.environment, async (target) => {
    await assertSameTables(input, target);
    const { runIds } = await pendingContract(context.plane, scope, source.id);
    const finalizedFirst = runIds.length > 0 && (await finalizesFirst(context.plane, scope, run.request));
    if (finalizedFirst) {
      const finalize = runOf(context, scope, source, finalizeRequest(source));
      await walk(input, target, finalize, await fixed(input, target, finalize, false));
    }
    const fixedPlan = await fixed(input, target, run, finalizedFirst);
    const { plan } = fixedPlan.plan.planned;
    assertSamePlan(plan.planHash, expected.subject.planHash, `'${source.name}' would take`);
    input.say('planned', `planned: ${counted(plan.steps.length, 'step')}`, 0, fixedPlan.chunks.length);
    await walk(input, target, run, fixedPlan);
    return { plan, findings: fixedPlan.findings };
  });
}

async function assertSameTables({ source, expected }: CopyRun, target: TargetDatabase): Promise<void> {
  const { tables, subject } = expected;
  const found = tables.length === 0 ? new Map() : await target.introspect(tables);
  if (fingerprintOf(found, tables) === subject.baseFingerprint) return;
  throw new AuthoringError('PLAN_STALE', `the tables of '${source.name}' changed while they were copied`, {
    details: { environment: source.name, tables },
    suggestion: `see what differs with: mda drift --env ${source.name}, and repeat the command`,
  });
}

function fixed(
  input: CopyRun,
  target: TargetDatabase,
  run: RunRow,
  finalizedFirst: boolean,
): Promise<FixedPlan> {
  const { context, scope, source } = input;
  return fixPlan({
    context,
    scope,
    environment: source,
    run,
    phases: phasesOf(run),
    target,
    foreseen: null,
    copy: { finalizedFirst },
    beside: (work) => beatBeside(aliveOn(input, target), work),
  });
}

async function walk(
  input: CopyRun,
  target: TargetDatabase,
  run: RunRow,
  { plan, chunks }: FixedPlan,
): Promise<void> {
  const { context, copy, say } = input;
  const { lease, environment } = copy;
  const steps = chunks.flatMap((chunk) => chunk.steps);
  const tables = [...new Set(steps.map(({ table }) => table))];
  const facts = await target.tableFacts(tables);
  await target.enter(environment.id, run.id, lease.fence, plan.planned.plan.planHash);
  try {
    let { before } = plan.planned;
    for (const chunk of chunks) {
      const counts = new Map<string, number>();
      const told = rowProgress(context.clock, (rows) =>
        say('applying', stepTitles([rows.stepId]), chunk.no, chunks.length, rows),
      );
      const watch = {
        onRows: (progress: Parameters<typeof told>[0]) => {
          if ((progress.unit ?? 'rows') === 'rows') counts.set(progress.stepId, progress.done);
          told(progress);
        },
        onStep: (time: StepTime) => {
          const table = chunk.steps.find(({ id }) => id === time.stepId)?.table;
          const rows = counts.get(time.stepId) ?? facts.find((fact) => fact.table === table)?.rows ?? null;
          input.onStep({ ...time, phase: chunk.phase, rows });
        },
      };
      const picture = before;
      await beatBeside(aliveOn(input, target), (goesOn) =>
        target.execute(chunk, picture, lease.fence, { ...watch, goesOn }),
      );
      say('applying', stepTitles(chunk.steps.map(({ id }) => id)), chunk.no + 1, chunks.length);
      before = applySteps(before, chunk.steps);
    }
  } finally {
    await target.leave();
  }
}

/** Nobody collects a copy that somebody is at work on. */
function aliveOn({ context, scope, copy }: CopyRun, target: TargetDatabase): Beat {
  return {
    clock: context.clock,
    beat: async () => {
      await context.plane.leases.renew(scope, copy.lease, LIMITS.lease_ttl_ms);
    },
    interrupt: () => target.interrupt(),
  };
}
