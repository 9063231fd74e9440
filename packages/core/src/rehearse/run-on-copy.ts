/**
 * Owns a run as it goes on a copy of its environment's database up to its swap: the very plan that the environment would
 * take. What an earlier version left goes first where it goes first there.
 */
import { counted } from '../counted.ts';
import { AuthoringError } from '../error.ts';
import type { SubjectAhead } from '../govern/approval-subject.ts';
import type { MigrationPlan } from '../plan/migration-plan.ts';
import { fingerprintOf } from '../plan/physical-schema.ts';
import type { PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import { finalizesFirst } from '../release/coming-back.ts';
import { finalizeRequest } from '../release/finalize.ts';
import { type LeftBehind, leftBehind, leftBehindBy } from '../release/left-behind.ts';
import { assertSamePlan } from '../release/plan-run.ts';
import { runOf } from '../release/request-run.ts';
import type { RunRow } from '../release/run.ts';
import { withTarget } from '../release/with-target.ts';
import { fixOnCopy, type OnCopy, walkOnCopy } from './walk-on-copy.ts';

export interface CopyRun extends OnCopy {
  readonly run: RunRow;
  /** What it came to on the environment itself. */
  readonly expected: SubjectAhead;
}

export interface CopyRunResult {
  readonly plan: MigrationPlan;
  readonly findings: readonly PreflightFinding[];
  /** What is there for a finalize now, and for a purge. */
  readonly left: LeftBehind;
}

/** @throws PLAN_STALE when the copy would take another plan, or has other tables; and what a run throws */
export function runOnCopy(input: CopyRun): Promise<CopyRunResult> {
  const { context, scope, source, copy, run, expected } = input;
  const environment = source;
  return withTarget(context, copy.environment, async (target) => {
    await assertSameTables(input, target);
    let left = await leftBehind(context, context.plane, scope, source.id);
    const finalizedFirst =
      left.pending.length > 0 && (await finalizesFirst(context.plane, scope, run.request));
    if (finalizedFirst) {
      const finalize = runOf(context, scope, source, finalizeRequest(source));
      const fixed = await fixOnCopy(input, target, finalize, {});
      await walkOnCopy(input, target, finalize, fixed);
      left = leftBehindBy(context, left, { environment, run: finalize, plan: fixed.plan });
    }
    const fixed = await fixOnCopy(input, target, run, { finalizedFirst });
    const { plan } = fixed.plan.planned;
    assertSamePlan(plan.planHash, expected.subject.planHash, `'${source.name}' would take`);
    input.say('planned', `planned: ${counted(plan.steps.length, 'step')}`, 0, fixed.chunks.length);
    await walkOnCopy(input, target, run, fixed);
    return {
      plan,
      findings: fixed.findings,
      left: leftBehindBy(context, left, { environment, run, plan: fixed.plan }),
    };
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
