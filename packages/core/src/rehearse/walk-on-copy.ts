/**
 * Owns going through one run on a copy: planned and looked at by what plans and looks at it on the environment, and its
 * chunks in order, each step timed. No pointer moves, nothing is journaled.
 */
import type { Context } from '../context.ts';
import type { MadeCopy } from '../ephemeral/copying.ts';
import { LIMITS } from '../limits.ts';
import { stepTitles } from '../plan/step-title.ts';
import { applySteps } from '../plan/steps/index.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { RehearsedPhase, RehearsedStep } from '../ports/rehearsal.ts';
import type { StepTime, TargetDatabase } from '../ports/target-database.ts';
import { type Beat, beatBeside } from '../release/beat-lease.ts';
import { type FixedPlan, type FixInput, fixPlan } from '../release/fix-plan.ts';
import { rowProgress } from '../release/row-progress.ts';
import type { RunProgress, RunRow, RunState } from '../release/run.ts';
import { isOneWay, phasesOf } from '../release/run-state.ts';
import type { Scope } from '../scope.ts';

export interface OnCopy {
  readonly context: Context;
  readonly scope: Scope;
  readonly source: EnvironmentRow;
  readonly copy: MadeCopy;
  readonly say: (state: RunState, message: string, done?: number, total?: number, rows?: RunProgress) => void;
  /** Right before anything is done in it. */
  readonly onPhase: (phase: RehearsedPhase) => void;
  /** Each step that is done, as soon as it is. */
  readonly onStep: (step: RehearsedStep) => void;
}

/** @param ahead what is so on the copy already @throws what a run throws before its first statement */
export function fixOnCopy(
  input: OnCopy,
  target: TargetDatabase,
  run: RunRow,
  ahead: NonNullable<FixInput['copy']>,
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
    copy: ahead,
    beside: (work) => beatBeside(aliveOn(input, target), work),
  });
}

/** @param when whether the environment goes through it at once, or not before somebody asks for it */
export async function walkOnCopy(
  input: OnCopy,
  target: TargetDatabase,
  run: RunRow,
  { plan, chunks }: FixedPlan,
  when: Pick<RehearsedPhase, 'later'> = {},
): Promise<void> {
  const { context, copy, say } = input;
  const { lease, environment } = copy;
  const state = isOneWay(run) ? 'contracting' : 'applying';
  const steps = chunks.flatMap((chunk) => chunk.steps);
  const tables = [...new Set(steps.map(({ table }) => table))];
  const facts = await target.tableFacts(tables);
  await target.enter(environment.id, run.id, lease.fence, plan.planned.plan.planHash);
  try {
    let { before } = plan.planned;
    for (const chunk of chunks) {
      const phase: RehearsedPhase = { phase: chunk.phase, ...when };
      input.onPhase(phase);
      const counts = new Map<string, number>();
      const told = rowProgress(context.clock, (rows) =>
        say(state, stepTitles([rows.stepId]), chunk.no, chunks.length, rows),
      );
      const watch = {
        onRows: (progress: Parameters<typeof told>[0]) => {
          if ((progress.unit ?? 'rows') === 'rows') counts.set(progress.stepId, progress.done);
          told(progress);
        },
        onStep: (time: StepTime) => {
          const table = chunk.steps.find(({ id }) => id === time.stepId)?.table;
          const rows = counts.get(time.stepId) ?? facts.find((fact) => fact.table === table)?.rows ?? null;
          input.onStep({ ...time, ...phase, rows });
        },
      };
      const picture = before;
      await beatBeside(aliveOn(input, target), (goesOn) =>
        target.execute(chunk, picture, lease.fence, { ...watch, goesOn }),
      );
      say(state, stepTitles(chunk.steps.map(({ id }) => id)), chunk.no + 1, chunks.length);
      before = applySteps(before, chunk.steps);
    }
  } finally {
    await target.leave();
  }
}

/** Nobody collects a copy that somebody is at work on. */
function aliveOn({ context, scope, copy }: OnCopy, target: TargetDatabase): Beat {
  return {
    clock: context.clock,
    beat: async () => {
      await context.plane.leases.renew(scope, copy.lease, LIMITS.lease_ttl_ms);
    },
    interrupt: () => target.interrupt(),
  };
}
